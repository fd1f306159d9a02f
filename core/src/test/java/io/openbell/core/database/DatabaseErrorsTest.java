package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.orm.jpa.JpaSystemException;

class DatabaseErrorsTest {

  @Test
  void aRollbackOnAConnectionThePoolHasClosedMeansTheDatabaseIsAway() {
    SQLException closed = new SQLException("Connection is closed");

    assertThat(
            DatabaseErrors.isAway(
                new JpaSystemException(new RuntimeException("Unable to rollback", closed))))
        .isTrue();
  }

  @Test
  void aWrongStatementDoesNot() {
    assertThat(
            DatabaseErrors.isAway(
                new UncategorizedSQLException("task", "sql", new SQLException("no", "90022"))))
        .isFalse();
    assertThat(DatabaseErrors.isAway(new DataIntegrityViolationException("no"))).isFalse();
    assertThat(DatabaseErrors.isAway(new IllegalStateException("no"))).isFalse();
  }
}
