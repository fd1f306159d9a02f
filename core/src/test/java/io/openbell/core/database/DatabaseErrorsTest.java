package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.sql.SQLException;
import java.util.List;
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

  private static SQLException h2(String message) {
    return new SQLException("General error: \"" + message + "\" [50000-252]", "HY000", 50000);
  }

  @Test
  void aFullDiskIsSaidWhicheverDatabaseSaysSoHoweverDeepAndMeansItIsAway() {
    SQLException h2 = h2("org.h2.mvstore.MVStoreException: Writing to FileChannelImpl@1 failed");
    SQLException postgresql = new SQLException("could not extend file", "53100");
    for (SQLException full : List.of(h2, postgresql)) {
      RuntimeException error = new JpaSystemException(new RuntimeException("commit", full));
      assertThat(DatabaseErrors.isAway(error)).isTrue();
      assertThat(new DatabaseErrors().translate(error))
          .hasMessageStartingWith(
              "The disk of the database is full or nearly full; ask again later")
          .extracting(ApiException::code)
          .isEqualTo(ApiCode.UNAVAILABLE);
    }
  }

  @Test
  void anotherErrorOfH2IsNoFullDisk() {
    SQLException other = h2("java.lang.NullPointerException");
    assertThat(DatabaseErrors.isDiskFull(other)).isFalse();
    assertThat(DatabaseErrors.isAway(new UncategorizedSQLException("task", "sql", other)))
        .isFalse();
  }
}
