package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.invest.InvestQueries;
import io.openbell.core.invest.InvestResult;
import io.openbell.core.invest.MyInvestment;
import io.openbell.core.invest.SingleInvestment;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.Product;
import io.openbell.core.product.ProductFacts;
import io.openbell.core.product.ProductInvestStatus;
import io.openbell.core.product.ProductInvestStatusRepository;
import io.openbell.core.product.ProductQueries;
import io.openbell.core.product.ProductRepository;
import io.openbell.core.product.UnlistedProducts;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** What the queries show, each in a transaction of its own that leaves nothing behind. */
@OnBackingServers
@Transactional
class QueriesIT {
  private static final Instant NOW = Instant.parse("2026-11-20T01:00:00.123456Z");
  private static final UserId KIM = new UserId("kim");
  private static final UserId LEE = new UserId("lee");

  @Autowired private JdbcClient jdbc;
  @Autowired private EntityManager entities;
  @Autowired private ProductRepository products;
  @Autowired private ProductInvestStatusRepository statuses;
  @Autowired private ProductQueries productQueries;
  @Autowired private InvestQueries investQueries;
  @Autowired private CommittedFigures committedFigures;

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private long registered(String title, Instant startedAt, Instant finishedAt) {
    Product product = products.save(new Product(title, 100, startedAt, finishedAt, NOW));
    statuses.save(new ProductInvestStatus(product));
    entities.flush();
    return product.productId();
  }

  private long registered(String title) {
    return registered(title, NOW.minusSeconds(60), NOW.plusSeconds(60));
  }

  private void unlistedProduct() {
    jdbc.sql(
            """
            insert into product (product_id, title, total_investing_amount, started_at, finished_at,
                                 created_at) values (:id, 'self-test', 1, :from, :to, :from)""")
        .param("id", UnlistedProducts.FIRST_ID)
        .param("from", at(NOW.minusSeconds(60)))
        .param("to", at(NOW.plusSeconds(60)))
        .update();
  }

  private void pending(long logId, UserId user, long productId, Instant acceptedAt, String key) {
    jdbc.sql(
            """
            insert into product_invest_log (log_id, user_id, product_id, invest_amount,
              invest_result, idempotency_key, request_fingerprint, correlation_id, accepted_at,
              publish_after)
            values (:log, :user, :product, 10, 'PENDING', :key, :fingerprint, 'c', :at, :at)""")
        .param("log", logId)
        .param("user", user.value())
        .param("product", productId)
        .param("key", key)
        .param("fingerprint", key == null ? null : "fingerprint")
        .param("at", at(acceptedAt))
        .update();
  }

  private void total(UserId user, long productId, long amount, Instant lastInvestedAt) {
    jdbc.sql("insert into product_invest_user values (:user, :product, :amount, :at)")
        .param("user", user.value())
        .param("product", productId)
        .param("amount", amount)
        .param("at", at(lastInvestedAt))
        .update();
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

  // --- products

  @Test
  void aRegisteredProductIsShownAsItWasRegistered() {
    long id = registered("펀드 1호 🔔", NOW, NOW.plusSeconds(60));
    assertThat(productQueries.byId(id))
        .hasValue(new ProductFacts(id, "펀드 1호 🔔", 100, NOW, NOW.plusSeconds(60)));
  }

  @Test
  void aProductThatIsNotThereIsEmpty() {
    assertThat(productQueries.byId(404)).isEmpty();
  }

  @Test
  void productsNotYetFinishedAreListedNewestFirst() {
    long first = registered("first");
    long finishing = registered("finishes now", NOW.minusSeconds(60), NOW);
    long future = registered("starts later", NOW.plusSeconds(60), NOW.plusSeconds(120));
    long last = registered("last", NOW.minusSeconds(60), NOW.plusNanos(1000));
    assertThat(productQueries.notFinished(NOW))
        .extracting(ProductFacts::productId)
        .containsExactly(last, future, first)
        .doesNotContain(finishing);
  }

  @Test
  void theProductOfTheSelfTestIsNeverShown() {
    unlistedProduct();
    long listed = registered("listed");
    assertThat(productQueries.byId(UnlistedProducts.FIRST_ID)).isEmpty();
    assertThat(productQueries.notFinished(NOW))
        .extracting(ProductFacts::productId)
        .containsExactly(listed);
  }

  // --- figures

  @Test
  void aNewProductHasNothingReservedYet() {
    long id = registered("new");
    assertThat(committedFigures.of(List.of(id)))
        .containsExactly(new LiveFigures(id, 0, 0, 0, 0, InvestingStatus.ONGOING));
  }

  @Test
  void figuresAreThoseOfTheStatusRowAndOfKnownProductsOnly() {
    long complete = registered("complete");
    long ongoing = registered("ongoing");
    registered("not asked for");
    jdbc.sql(
            """
            update product_invest_status set reserved_amount = 100, confirmed_amount = 100,
              investing_cnt = 3, investing_status = 'COMPLETE', version = 7 where product_id = ?""")
        .param(complete)
        .update();
    assertThat(committedFigures.of(List.of(complete, ongoing, 404L)))
        .containsExactlyInAnyOrder(
            new LiveFigures(complete, 7, 100, 100, 3, InvestingStatus.COMPLETE),
            new LiveFigures(ongoing, 0, 0, 0, 0, InvestingStatus.ONGOING));
    assertThat(committedFigures.of(List.of())).isEmpty();
  }

  // --- single investments

  @Test
  void aPendingInvestmentIsShownWithoutReasonAndEnd() {
    long product = registered("autumn");
    pending(1, KIM, product, NOW, null);
    assertThat(investQueries.logsOf(KIM, null, 0, 10))
        .containsExactly(
            new SingleInvestment(
                1, product, "kim", "autumn", 10, InvestResult.PENDING, null, NOW, null));
  }

  @Test
  void aFailedInvestmentIsShownWithReasonAndEnd() {
    long product = registered("autumn");
    pending(1, KIM, product, NOW, null);
    jdbc.sql(
            """
            update product_invest_log set invest_result = 'FAIL', fail_reason = 'GONE',
              finalized_at = :at, publish_after = null""")
        .param("at", at(NOW.plusSeconds(1)))
        .update();
    assertThat(investQueries.logsOf(KIM, product, 0, 10))
        .containsExactly(
            new SingleInvestment(
                1,
                product,
                "kim",
                "autumn",
                10,
                InvestResult.FAIL,
                "GONE",
                NOW,
                NOW.plusSeconds(1)));
  }

  @Test
  void investmentsOfOneInstantArePagedNewestFirstWithoutGapOrRepetition() {
    long product = registered("autumn");
    // Ids in no order of insertion; two groups, each accepted in one instant.
    for (long log : List.of(5, 1, 7, 3)) {
      pending(log, KIM, product, NOW, null);
    }
    for (long log : List.of(4, 8, 2, 6)) {
      pending(log, KIM, product, NOW.plusSeconds(1), null);
    }
    assertThat(pageByPage(offset -> investQueries.logsOf(KIM, null, offset, 3)))
        .extracting(SingleInvestment::logId)
        .containsExactly(8L, 6L, 4L, 2L, 7L, 5L, 3L, 1L);
    assertThat(investQueries.countLogsOf(KIM, null)).isEqualTo(8);
  }

  @Test
  void investmentsAreOfTheUserAndWhenAskedOfTheProductOnly() {
    long autumn = registered("autumn");
    long winter = registered("winter");
    pending(1, KIM, autumn, NOW, null);
    pending(2, KIM, winter, NOW, null);
    pending(3, LEE, autumn, NOW, null);
    assertThat(investQueries.logsOf(KIM, null, 0, 10))
        .extracting(SingleInvestment::logId)
        .containsExactly(2L, 1L);
    assertThat(investQueries.logsOf(KIM, autumn, 0, 10))
        .extracting(SingleInvestment::logId)
        .containsExactly(1L);
    assertThat(investQueries.countLogsOf(KIM, null)).isEqualTo(2);
    assertThat(investQueries.countLogsOf(KIM, autumn)).isEqualTo(1);
    assertThat(investQueries.countLogsOf(KIM, 404L)).isZero();
    assertThat(investQueries.countLogsOf(new UserId("nobody"), null)).isZero();
  }

  @Test
  void anInvestmentIsFoundByTheKeyOfItsOwnUserOnly() {
    long product = registered("autumn");
    IdempotencyKey key = new IdempotencyKey("order-7");
    pending(1, KIM, product, NOW, key.value());
    pending(2, LEE, product, NOW, key.value());
    pending(3, KIM, product, NOW, "order-8");
    pending(4, KIM, product, NOW, null);
    assertThat(investQueries.byKey(KIM, key).orElseThrow().logId()).isEqualTo(1);
    assertThat(investQueries.byKey(LEE, key).orElseThrow().logId()).isEqualTo(2);
    assertThat(investQueries.byKey(new UserId("park"), key)).isEmpty();
    assertThat(investQueries.byKey(KIM, new IdempotencyKey("ORDER-7"))).isEmpty();
  }

  // --- totals

  @Test
  void totalsArePagedMostRecentlyInvestedFirstWithoutGapOrRepetition() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(registered("product " + i));
    }
    for (int i : List.of(3, 0, 5, 1)) {
      total(KIM, ids.get(i), 10 + i, NOW);
    }
    for (int i : List.of(4, 6, 2)) {
      total(KIM, ids.get(i), 10 + i, NOW.plusSeconds(1));
    }
    total(LEE, ids.get(0), 50, NOW.plusSeconds(2));

    List<MyInvestment> totals = pageByPage(offset -> investQueries.totalsOf(KIM, offset, 3));

    assertThat(totals)
        .extracting(MyInvestment::productId)
        .containsExactly(
            ids.get(6), ids.get(4), ids.get(2), ids.get(5), ids.get(3), ids.get(1), ids.get(0));
    assertThat(totals.get(0))
        .isEqualTo(new MyInvestment(ids.get(6), "kim", "product 6", 100, 16, NOW.plusSeconds(1)));
    assertThat(investQueries.countTotalsOf(KIM)).isEqualTo(7);
    assertThat(investQueries.countTotalsOf(LEE)).isEqualTo(1);
    assertThat(investQueries.countTotalsOf(new UserId("nobody"))).isZero();
  }
}
