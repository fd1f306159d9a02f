package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.consumer.invest.Totals.ProductShare;
import io.openbell.consumer.invest.Totals.UserShare;
import io.openbell.core.invest.InvestResult;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TotalsTest {
  private static final OffsetDateTime T0 =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  @Test
  void sumsPerUserAndPerProductWithTheLatestTime() {
    Totals totals =
        Totals.of(
            List.of(log(1, "ann", 7, 10, 3), log(2, "bob", 7, 20, 1), log(3, "ann", 7, 5, 2)));

    assertThat(totals.users())
        .containsExactly(
            new UserShare(7, "ann", 15, T0.plusSeconds(3)),
            new UserShare(7, "bob", 20, T0.plusSeconds(1)));
    assertThat(totals.products()).containsExactly(new ProductShare(7, 35));
  }

  @Test
  void everyOrderOfLogsGivesTheSameRowsSortedByProductThenUser() {
    List<AcceptedLog> logs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      logs.add(log(i, "user-" + i % 13, i % 4, i + 1, i));
    }
    Totals expected = Totals.of(logs);
    assertThat(expected.users())
        .isSortedAccordingTo(
            (a, b) ->
                a.productId() != b.productId()
                    ? Long.compare(a.productId(), b.productId())
                    : a.userId().compareTo(b.userId()));
    assertThat(expected.products()).extracting(ProductShare::productId).isSorted();

    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(logs, new Random(seed));
      assertThat(Totals.of(logs)).isEqualTo(expected);
    }
  }

  @Test
  void theSameUserInTwoProductsHasTwoTotals() {
    Totals totals = Totals.of(List.of(log(1, "ann", 8, 1, 0), log(2, "ann", 7, 2, 0)));

    assertThat(totals.users()).extracting(UserShare::productId).containsExactly(7L, 8L);
  }

  @Test
  void aSumBeyondLongIsAnErrorNeverAWrongNumber() {
    List<AcceptedLog> logs = List.of(log(1, "ann", 7, Long.MAX_VALUE, 0), log(2, "bob", 7, 1, 0));

    assertThatThrownBy(() -> Totals.of(logs)).isInstanceOf(ArithmeticException.class);
  }

  private static AcceptedLog log(long id, String user, long product, long amount, int second) {
    return new AcceptedLog(
        id,
        user,
        product,
        amount,
        "c",
        T0.plusSeconds(second),
        Duration.ZERO,
        InvestResult.PENDING);
  }
}
