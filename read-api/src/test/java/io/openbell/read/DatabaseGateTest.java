package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;

class DatabaseGateTest {
  private static final long PAUSE = 1_000;

  // Close to the overflow of System.nanoTime, which may be anywhere.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - PAUSE / 2);
  private final DatabaseGate gate = new DatabaseGate(PAUSE, nanos::get);
  private final AtomicInteger tried = new AtomicInteger();

  @Test
  void afterAnOutageNobodyTriesUntilThePauseIsOver() {
    assertThatThrownBy(() -> gate.ask(failing(new DataAccessResourceFailureException("away"))))
        .isInstanceOf(DataAccessResourceFailureException.class);

    nanos.addAndGet(PAUSE - 1);
    assertThatThrownBy(() -> gate.ask(this::answer))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ApiCode.UNAVAILABLE));
    assertThat(tried).hasValue(1);

    nanos.addAndGet(1);
    assertThat(gate.ask(this::answer)).isEqualTo("answer");
  }

  @Test
  void aQueryThatIsWrongDoesNotCloseTheGate() {
    BadSqlGrammarException wrong =
        new BadSqlGrammarException("list", "selct", new java.sql.SQLException());

    assertThatThrownBy(() -> gate.ask(failing(wrong))).isSameAs(wrong);
    assertThat(gate.ask(this::answer)).isEqualTo("answer");
  }

  private String answer() {
    tried.incrementAndGet();
    return "answer";
  }

  private Supplier<String> failing(RuntimeException error) {
    return () -> {
      tried.incrementAndGet();
      throw error;
    };
  }
}
