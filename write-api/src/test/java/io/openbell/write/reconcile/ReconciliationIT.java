package io.openbell.write.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.write.RunningWriteApi;
import io.openbell.write.reconcile.Books.Disagreement;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.client.codec.StringCodec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** In a database of its own: other tests leave sums behind that no logs make up. */
@TestPropertySource(properties = "openbell.reconcile.interval=1h")
class ReconciliationIT extends RunningWriteApi {
  private static final String DISAGREEMENTS = "openbell_reconcile_disagreements_total";

  @Autowired private Reconciliation reconciliation;
  @Autowired private List<Books> books;
  @Autowired private RedisFigures figures;
  @Autowired private CommittedFigures committed;

  private long product;

  /** kim has invested 10 and 20, lee 30; the 20 are PENDING. */
  @BeforeEach
  void someBooks() {
    product = product(1_000);
    invest("kim", product, 10);
    invest("kim", product, 20);
    invest("lee", product, 30);
    change(
        "update product_invest_log set invest_result = 'SUCCESS', publish_after = null,"
            + " finalized_at = current_timestamp where product_id = ? and invest_amount <> 20");
    change(
        "insert into product_invest_user select user_id, product_id, invest_amount, accepted_at"
            + " from product_invest_log where product_id = ? and invest_result = 'SUCCESS'");
    change(
        "update product_invest_status set confirmed_amount = 40, investing_cnt = 2,"
            + " version = version + 1 where product_id = ?");
  }

  @AfterEach
  void nothingIsLeft() {
    SharedServers.get();
    jdbc.sql("delete from product_invest_log").update();
    jdbc.sql("delete from product_invest_user").update();
    jdbc.sql("delete from product_invest_status").update();
    jdbc.sql("delete from product").update();
    jdbc.sql("delete from shedlock").update();
  }

  private void change(String sql) {
    jdbc.sql(sql).param(product).update();
  }

  private double counted(String meter) {
    return metrics().value(meter);
  }

  @Test
  void booksThatAgreeAreNotReported() {
    reconciliation.reconcile();

    assertThat(books).allMatch(some -> some.disagreements().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update product_invest_status set reserved_amount = 61 where product_id = ?|product",
        "update product_invest_status set confirmed_amount = 39 where product_id = ?|product",
        "update product_invest_status set investing_cnt = 3 where product_id = ?|product",
        "delete from product_invest_log where invest_amount = 20 and product_id = ?|product",
        "update product_invest_user set total_invest_amount = 11 where user_id = 'kim' and product_id = ?|user",
        "delete from product_invest_user where user_id = 'lee' and product_id = ?|user",
        "update product_invest_log set user_id = 'kim' where user_id = 'lee' and product_id = ?|both"
      })
  void aDatabaseThatDisagreesWithItselfIsReportedAndLeftAsItIs(String change, String of) {
    change(change);
    String before = state();
    double reported = counted(DISAGREEMENTS);

    reconciliation.reconcile();

    assertThat(found("product")).hasSize("user".equals(of) ? 0 : 1);
    assertThat(found("user").isEmpty()).isEqualTo("product".equals(of));
    List<Disagreement> found =
        Stream.concat(found("product").stream(), found("user").stream()).toList();
    assertThat(found).allMatch(one -> one.of().contains("product " + product));
    assertThat(counted(DISAGREEMENTS)).isEqualTo(reported + found.size());
    assertThat(state()).isEqualTo(before);
  }

  private List<Disagreement> found(String of) {
    return books.stream()
        .filter(some -> some.of().equals(of))
        .flatMap(some -> some.disagreements().stream())
        .toList();
  }

  private String state() {
    return List.of(
            jdbc.sql("select * from product_invest_status order by 1").query().listOfRows(),
            jdbc.sql("select * from product_invest_user order by 1, 2").query().listOfRows(),
            jdbc.sql("select * from product_invest_log order by 1").query().listOfRows())
        .toString();
  }

  @ParameterizedTest
  @CsvSource({"0,61,1", "7,60,1", "-1,30,0"}) // as new, newer than there can be, older
  void whatRedisShowsWronglyIsPutRight(long newer, long reserved, int repairs) {
    LiveFigures right = committed.of(List.of(product)).get(0);
    redis
        .getBucket("figures:product:" + product, StringCodec.INSTANCE)
        .set((right.version() + newer) + ":" + reserved + ":40:2:ONGOING");
    double before = counted("openbell_reconcile_repaired_total");

    reconciliation.reconcile();

    assertThat(figures.read(List.of(product))).containsEntry(product, right);
    assertThat(counted("openbell_reconcile_repaired_total")).isEqualTo(before + repairs);
  }

  @Test
  void whatRedisHasBeenToldMeanwhileIsNotOverwritten() {
    LiveFigures seen = new LiveFigures(product, 9, 61, 40, 2, InvestingStatus.ONGOING);
    LiveFigures since = new LiveFigures(product, 10, 70, 40, 2, InvestingStatus.ONGOING);
    figures.show(List.of(since));

    assertThat(figures.replace(seen, committed.of(List.of(product)).get(0))).isFalse();
    assertThat(figures.read(List.of(product))).containsEntry(product, since);
  }

  @Test
  void oneInstanceDoesItForAllAndOncePerInterval() {
    double before = counted("openbell_reconcile_seconds_count");

    reconciliation.reconcileInTurn();
    reconciliation.reconcileInTurn();

    assertThat(counted("openbell_reconcile_seconds_count")).isEqualTo(before + 1);
  }

  @Test
  void withoutTheDatabaseItIsDoneAnotherTime() {
    double before = counted("openbell_reconcile_seconds_count");
    servers.stopDatabase();

    reconciliation.reconcileInTurn();

    assertThat(counted("openbell_reconcile_seconds_count")).isEqualTo(before);
    servers.startDatabase();
    Awaitility.await().ignoreExceptions().until(() -> logs(product) == 3);
  }
}
