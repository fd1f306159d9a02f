package io.openbell.read.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.invest.InvestResult;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.RunningReadApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the queries show of a user's investments. */
class InvestQueriesIT extends RunningReadApi {
  private static final Instant NOW = Instant.parse("2026-11-20T01:00:00.123456Z");
  private static final UserId KIM = new UserId("kim");
  private static final UserId LEE = new UserId("lee");

  @Autowired private InvestQueries queries;

  private void pending(long logId, UserId user, long productId, Instant acceptedAt, String key) {
    rows.log(logId, user.value(), productId, 10, InvestResult.PENDING, key, acceptedAt);
  }

  /** All pages of three, one after the other. */
  private static <T> List<T> pageByPage(IntFunction<List<T>> pageAtOffset) {
    List<T> all = new ArrayList<>();
    for (int offset = 0; ; offset += 3) {
      List<T> page = pageAtOffset.apply(offset);
      assertThat(page).hasSizeLessThanOrEqualTo(3);
      all.addAll(page);
      if (page.size() < 3) {
        return all;
      }
    }
  }

  @Test
  void aPendingInvestmentIsShownWithoutReasonAndEnd() {
    long product = rows.product("autumn", 100);
    pending(1, KIM, product, NOW, null);
    assertThat(queries.logsOf(KIM, null, 0, 10))
        .containsExactly(
            new SingleInvestment(
                1, product, "kim", "autumn", 10, InvestResult.PENDING, null, NOW, null));
  }

  @Test
  void aFailedInvestmentIsShownWithReasonAndEnd() {
    long product = rows.product("autumn", 100);
    rows.log(1, KIM.value(), product, 10, InvestResult.FAIL, null, NOW);
    assertThat(queries.logsOf(KIM, product, 0, 10))
        .containsExactly(
            new SingleInvestment(
                1,
                product,
                "kim",
                "autumn",
                10,
                InvestResult.FAIL,
                "PRODUCT_GONE",
                NOW,
                NOW.plusMillis(500)));
  }

  @Test
  void investmentsOfOneInstantArePagedNewestFirstWithoutGapOrRepetition() {
    long product = rows.product("autumn", 100);
    // Ids in no order of insertion; two groups, each accepted in one instant.
    for (long log : List.of(5, 1, 7, 3)) {
      pending(log, KIM, product, NOW, null);
    }
    for (long log : List.of(4, 8, 2, 6)) {
      pending(log, KIM, product, NOW.plusSeconds(1), null);
    }
    assertThat(pageByPage(offset -> queries.logsOf(KIM, null, offset, 3)))
        .extracting(SingleInvestment::logId)
        .containsExactly(8L, 6L, 4L, 2L, 7L, 5L, 3L, 1L);
    assertThat(queries.countLogsOf(KIM, null)).isEqualTo(8);
  }

  @Test
  void investmentsAreOfTheUserAndWhenAskedOfTheProductOnly() {
    long autumn = rows.product("autumn", 100);
    long winter = rows.product("winter", 100);
    pending(1, KIM, autumn, NOW, null);
    pending(2, KIM, winter, NOW, null);
    pending(3, LEE, autumn, NOW, null);
    assertThat(queries.logsOf(KIM, null, 0, 10))
        .extracting(SingleInvestment::logId)
        .containsExactly(2L, 1L);
    assertThat(queries.logsOf(KIM, autumn, 0, 10))
        .extracting(SingleInvestment::logId)
        .containsExactly(1L);
    assertThat(queries.countLogsOf(KIM, null)).isEqualTo(2);
    assertThat(queries.countLogsOf(KIM, autumn)).isEqualTo(1);
    assertThat(queries.countLogsOf(KIM, 404L)).isZero();
    assertThat(queries.countLogsOf(new UserId("nobody"), null)).isZero();
  }

  @Test
  void anInvestmentIsFoundByTheKeyOfItsOwnUserOnly() {
    long product = rows.product("autumn", 100);
    IdempotencyKey key = new IdempotencyKey("order-7");
    pending(1, KIM, product, NOW, key.value());
    pending(2, LEE, product, NOW, key.value());
    pending(3, KIM, product, NOW, "order-8");
    pending(4, KIM, product, NOW, null);
    assertThat(queries.byKey(KIM, key).orElseThrow().logId()).isEqualTo(1);
    assertThat(queries.byKey(LEE, key).orElseThrow().logId()).isEqualTo(2);
    assertThat(queries.byKey(new UserId("park"), key)).isEmpty();
    assertThat(queries.byKey(KIM, new IdempotencyKey("ORDER-7"))).isEmpty();
  }

  // --- totals

  @Test
  void totalsArePagedMostRecentlyInvestedFirstWithoutGapOrRepetition() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(rows.product("product " + i, 100));
    }
    for (int i : List.of(3, 0, 5, 1)) {
      rows.total(KIM.value(), ids.get(i), 10 + i, NOW);
    }
    for (int i : List.of(4, 6, 2)) {
      rows.total(KIM.value(), ids.get(i), 10 + i, NOW.plusSeconds(1));
    }
    rows.total(LEE.value(), ids.get(0), 50, NOW.plusSeconds(2));

    List<MyInvestment> totals = pageByPage(offset -> queries.totalsOf(KIM, offset, 3));

    assertThat(totals)
        .extracting(MyInvestment::productId)
        .containsExactly(
            ids.get(6), ids.get(4), ids.get(2), ids.get(5), ids.get(3), ids.get(1), ids.get(0));
    assertThat(totals.get(0))
        .isEqualTo(new MyInvestment(ids.get(6), "kim", "product 6", 100, 16, NOW.plusSeconds(1)));
    assertThat(queries.countTotalsOf(KIM)).isEqualTo(7);
    assertThat(queries.countTotalsOf(LEE)).isEqualTo(1);
    assertThat(queries.countTotalsOf(new UserId("nobody"))).isZero();
  }
}
