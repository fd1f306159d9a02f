package io.openbell.consumer.batch;

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

class FailureKindTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new DuplicateKeyException("x"), FailureKind.RACE),
        Arguments.of(new DataIntegrityViolationException("x"), FailureKind.REFUSED),
        Arguments.of(new CannotAcquireLockException("x"), FailureKind.AWAY),
        Arguments.of(new QueryTimeoutException("x"), FailureKind.AWAY),
        Arguments.of(new CannotGetJdbcConnectionException("x"), FailureKind.AWAY),
        Arguments.of(new CannotCreateTransactionException("x"), FailureKind.AWAY),
        Arguments.of(new TransactionSystemException("x"), FailureKind.AWAY),
        Arguments.of(
            new UncategorizedSQLException("t", "s", new SQLException("closed", "90098")),
            FailureKind.AWAY),
        Arguments.of(
            new UncategorizedSQLException("t", "s", new SQLException("odd", "99999")),
            FailureKind.UNEXPLAINED),
        Arguments.of(
            new BadSqlGrammarException("t", "s", new SQLException("no table")),
            FailureKind.UNEXPLAINED),
        Arguments.of(new IllegalStateException("x"), FailureKind.UNEXPLAINED),
        Arguments.of(new ArithmeticException("x"), FailureKind.UNEXPLAINED));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void onlyABrokenConstraintIsFinal(RuntimeException error, FailureKind expected) {
    assertThat(FailureKind.of(error)).isEqualTo(expected);
  }
}
