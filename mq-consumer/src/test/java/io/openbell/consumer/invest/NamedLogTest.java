package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.InvestmentsAccepted.Investment;
import io.openbell.core.invest.InvestResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedLogTest {
  private static final Instant THEN = Instant.parse("2026-11-20T01:00:00.123456Z");
  private static final NamedLog NAMED = named(THEN, Instant.EPOCH);

  private static NamedLog named(@Nullable Instant acceptedAt, Instant writtenAt) {
    return new NamedLog(writtenAt, new Investment(1, 7, "ann", 10, "c-1", acceptedAt));
  }

  private static AcceptedLog row(
      String user, long product, long amount, String correlation, Instant acceptedAt) {
    return new AcceptedLog(
        1,
        user,
        product,
        amount,
        correlation,
        acceptedAt.atOffset(ZoneOffset.ofHours(9)),
        Duration.ZERO,
        InvestResult.PENDING);
  }

  @Test
  void theRowItWasWrittenForSaysTheSame() {
    assertThat(NAMED.differencesFrom(row("ann", 7, 10, "c-1", THEN))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bob, 7, 10, c-1, 0, user",
    "ann, 8, 10, c-1, 0, product",
    "ann, 7, 11, c-1, 0, amount",
    "ann, 7, 10, c-2, 0, correlation id",
    "ann, 7, 10, c-1, 1, time",
    "ann, 7, 10, c-1, -1, time"
  })
  void aRowThatSaysAnythingElseIsAnother(
      String user, long product, long amount, String correlation, long micros, String difference) {
    AcceptedLog other = row(user, product, amount, correlation, THEN.plusNanos(1_000 * micros));

    assertThat(NAMED.differencesFrom(other)).containsExactly(difference);
  }

  @Test
  void withoutATimeOfItsOwnItNamesNothingAcceptedAfterItsMessage() {
    NamedLog old = named(null, THEN);

    assertThat(old.differencesFrom(row("ann", 7, 10, "c-1", THEN))).isEmpty();
    assertThat(old.differencesFrom(row("ann", 7, 10, "c-1", THEN.minusSeconds(60)))).isEmpty();
    assertThat(old.differencesFrom(row("ann", 7, 10, "c-1", THEN.plusNanos(1_000))))
        .containsExactly("time");
    assertThat(old.differencesFrom(row("bob", 7, 10, "c-1", THEN))).containsExactly("user");
  }
}
