package io.openbell.consumer.finalizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class TroubleTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new DuplicateKeyException("x"), Trouble.RACE),
        Arguments.of(new DataIntegrityViolationException("x"), Trouble.REFUSED),
        Arguments.of(new CannotAcquireLockException("x"), Trouble.AWAY),
        Arguments.of(new QueryTimeoutException("x"), Trouble.AWAY),
        Arguments.of(new CannotGetJdbcConnectionException("x"), Trouble.AWAY),
        Arguments.of(new CannotCreateTransactionException("x"), Trouble.AWAY),
        Arguments.of(new TransactionSystemException("x"), Trouble.AWAY),
        Arguments.of(
            new UncategorizedSQLException("t", "s", new SQLException("closed", "90098")),
            Trouble.AWAY),
        Arguments.of(
            new UncategorizedSQLException("t", "s", new SQLException("odd", "99999")),
            Trouble.UNEXPLAINED),
        Arguments.of(
            new BadSqlGrammarException("t", "s", new SQLException("no table")),
            Trouble.UNEXPLAINED),
        Arguments.of(new IllegalStateException("x"), Trouble.UNEXPLAINED),
        Arguments.of(new ArithmeticException("x"), Trouble.UNEXPLAINED));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void only_a_broken_constraint_is_final(RuntimeException error, Trouble expected) {
    assertThat(Trouble.of(error)).isEqualTo(expected);
  }
}
