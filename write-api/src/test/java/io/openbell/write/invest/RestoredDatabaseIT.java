package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.Outcome;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.UnlistedProducts;
import io.openbell.core.request.UserId;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.Desks;
import io.openbell.write.publish.GroupPublisher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The database is put back to what a backup of it says, under a running write-api. */
@ExtendWith(OutputCaptureExtension.class)
class RestoredDatabaseIT extends RunningWriteApi {
  private static final String HALTED = "openbell_products_halted";

  @Autowired private HaltedProducts halted;
  @Autowired private InvestTable table;
  @Autowired private GroupPublisher publisher;
  @Autowired private Desks desks;
  @Autowired private InvestmentIds logIds;
  @Autowired private CommittedFigures committed;
  @Autowired private RedisFigures figures;
  @Autowired private DeskProperties properties;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private Clock clock;

  @AfterEach
  void nothingIsHalted() {
    servers.startDatabase();
    halted.list().forEach(halt -> halted.sellAgain(halt.productId()));
  }

  @Test
  void aProductOfADatabaseThatWentBackIsNotSoldAndTheOthersAre(CapturedOutput output) {
    long product = product(1_000);
    long other = product(1_000);
    invest("ann", "kept-1", product, 10);
    Backup backup = new Backup(product);
    invest("bob", "lost-1", product, 20);
    invest("cid", product, 30);
    backup.restore();

    List<Reply> replies =
        List.of(
            invest("dan", product, 1),
            invest("bob", "lost-1", product, 20),
            invest("eve", product, 1));

    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).isEqualTo(503);
              assertThat(reply.code()).isEqualTo("PRODUCT_HALTED");
              assertThat(reply.message())
                  .isEqualTo(
                      "productId: the sale of this product is halted; nothing was taken, ask again"
                          + " later");
              assertThat(reply.retryAfter()).contains("1");
            });
    assertThat(reserved(product)).isEqualTo(10);
    assertThat(logs(product)).isEqualTo(1);
    assertThat(invest("ann", "kept-1", product, 10).ok()).as("what is known is answered").isTrue();
    assertThat(invest("dan", other, 1).ok()).isTrue();
    assertThat(statusOf("/readyz")).isEqualTo(200);
    assertThat(metrics().value(HALTED)).isEqualTo(1);
    assertThat(output.getOut().lines())
        .filteredOn(line -> line.contains("event=database-went-back product=" + product + " "))
        .singleElement()
        .asString()
        .contains("ERROR")
        .contains("seenVersion=3 seenReserved=60 foundVersion=1 foundReserved=10");
  }

  @Test
  void whatIsFinalizedMeanwhileDoesNotHaveItSoldAgain() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    backup.restore();
    assertThat(invest("ann", product, 10).code()).isEqualTo("PRODUCT_HALTED");

    jdbc.sql("update product_invest_status set version = version + 100 where product_id = ?")
        .param(product)
        .update();
    halted.lookAgain();

    assertThat(invest("ann", product, 10).code()).isEqualTo("PRODUCT_HALTED");
    assertThat(reserved(product)).isZero();
  }

  @Test
  void noLogIdIsTakenFromABlockOfBefore() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    backup.restore();
    while (logIds.next() % InvestmentIds.BLOCK == 0) {
      // not the last of a block
    }

    invest("bob", product, 1);

    assertThat(logIds.next() % InvestmentIds.BLOCK).as("the first of a block").isEqualTo(1);
  }

  @Test
  void anOperatorSeesWhatIsHaltedAndHasItSoldAgain(CapturedOutput output) {
    long product = product(1_000);
    invest("ann", product, 10);
    Backup backup = new Backup(product);
    invest("bob", product, 20);
    backup.restore();
    invest("cid", product, 1);

    Reply list = managed("GET", "haltedproducts");
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.text())
        .contains("\"productId\":" + product)
        .contains("\"seen\":{\"version\":2,\"reserved\":30}")
        .contains("\"found\":{\"version\":1,\"reserved\":10}")
        .contains("\"since\":\"");
    assertThat(managed("POST", "haltedproducts/" + product).status()).isEqualTo(200);

    assertThat(managed("GET", "haltedproducts").text()).doesNotContain("\"productId\":" + product);
    assertThat(managed("POST", "haltedproducts/" + product).status()).isEqualTo(404);
    assertThat(managed("POST", "haltedproducts/abc").status()).isEqualTo(400);
    assertThat(metrics().value(HALTED)).isZero();
    assertThat(invest("cid", product, 1).ok()).isTrue();
    assertThat(reserved(product)).isEqualTo(11);
    assertThat(figures.read(List.of(product)))
        .as("what everybody is shown")
        .containsEntry(product, committed.of(List.of(product)).get(0));
    assertThat(output.getOut()).contains("event=product-sold-again product=" + product + " ");
  }

  @Test
  void whatOneInstanceSellsAgainEveryInstanceDoes() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    HaltedProducts elsewhere = instance();
    Desk<InvestRequest, Outcome> there = deskOf(elsewhere);
    assertThat(there.submit(request("bob", product, 5)).join()).isEqualTo(accepted(5));
    backup.restore();
    invest("cid", product, 1);
    assertThat(there.submit(request("cid", product, 1)).join()).isEqualTo(new Answer.Halted<>());
    assertThat(elsewhere.list()).hasSize(1);

    assertThat(managed("POST", "haltedproducts/" + product).status()).isEqualTo(200);
    elsewhere.lookAgain();

    assertThat(elsewhere.list()).isEmpty();
    assertThat(there.submit(request("cid", product, 1)).join()).isEqualTo(accepted(1));
  }

  @Test
  void anInstanceThatHasNeverSoldItComparesWithRedis() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    backup.restore();

    assertThat(deskOf(instance()).submit(request("bob", product, 1)).join())
        .isEqualTo(new Answer.Halted<>());
    assertThat(logs(product)).isZero();
  }

  @Test
  void anInstanceLearnsFromRedisWhatOthersCommitted() {
    long product = product(1_000);
    invest("ann", product, 10);
    // Others have sold more; the database has lost that, and nothing more than that.
    figures.show(List.of(new LiveFigures(product, 50, 500, 0, 0, InvestingStatus.ONGOING)));
    assertThat(invest("ann", product, 10).ok()).as("not known yet").isTrue();

    assertThat(invest("ann", product, 10).code()).isEqualTo("PRODUCT_HALTED");
    assertThat(reserved(product)).isEqualTo(20);
  }

  @Test
  void withoutFiguresInRedisAnInstanceThatKnowsNothingSells() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    backup.restore();
    servers.flushRedis();

    assertThat(deskOf(instance()).submit(request("bob", product, 1)).join()).isEqualTo(accepted(1));
  }

  @Test
  void aProductThatIsGoneIsHaltedUntilAnOperatorForgetsIt() {
    long product = product(1_000);
    invest("ann", product, 10);
    jdbc.sql("delete from product_invest_log where product_id = ?").param(product).update();
    jdbc.sql("delete from product_invest_status where product_id = ?").param(product).update();
    jdbc.sql("delete from product where product_id = ?").param(product).update();

    assertThat(invest("bob", product, 1).code()).isEqualTo("PRODUCT_HALTED");
    assertThat(managed("GET", "haltedproducts").text())
        .contains("\"productId\":" + product)
        .doesNotContain("\"found\"");
    assertThat(managed("POST", "haltedproducts/" + product).status()).isEqualTo(200);

    assertThat(invest("bob", product, 1).code()).isEqualTo("NOT_EXIST_PRODUCT");
    assertThat(metrics().value(HALTED)).isZero();
  }

  @Test
  void whatInstancesWarmUpWithIsNeverHalted() {
    halted.saw(UnlistedProducts.FIRST_ID, new HaltedProducts.Sighting(7, 70));
    figures.show(
        List.of(new LiveFigures(UnlistedProducts.FIRST_ID, 7, 70, 0, 0, InvestingStatus.ONGOING)));

    assertThat(halted.newest(UnlistedProducts.FIRST_ID)).isNull();
  }

  @Test
  void withoutTheDatabaseNothingIsSoldAgain() {
    long product = product(1_000);
    Backup backup = new Backup(product);
    invest("ann", product, 10);
    backup.restore();
    invest("bob", product, 1);
    servers.stopDatabase();

    assertThat(managed("POST", "haltedproducts/" + product).status()).isEqualTo(503);
    assertThat(metrics().value(HALTED)).isEqualTo(1);

    servers.startDatabase();
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> managed("POST", "haltedproducts/" + product).status() == 200);
    Awaitility.await().until(() -> invest("bob", product, 1).ok());
  }

  private HaltedProducts instance() {
    return new HaltedProducts(table, logIds, committed, figures, clock, new SimpleMeterRegistry());
  }

  private Desk<InvestRequest, Outcome> deskOf(HaltedProducts instance) {
    InvestCommit commit =
        new InvestCommit(
            table, logIds, committed, figures, publisher, instance, transactions, properties);
    return desks.open("elsewhere", commit, () -> false);
  }

  private static Answer<Outcome> accepted(long amount) {
    return new Answer.Decided<>(new Outcome.Accepted(amount));
  }

  private static InvestRequest request(String user, long product, long amount) {
    return new InvestRequest(
        product,
        new UserId(user),
        amount,
        false,
        null,
        "c-" + user,
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  /** One product's rows as they were when it was made. */
  private final class Backup {
    private final long product;
    private final List<Map<String, Object>> logs;
    private final Map<String, Object> status;

    Backup(long product) {
      this.product = product;
      this.logs = rows("product_invest_log");
      this.status = rows("product_invest_status").get(0);
    }

    private List<Map<String, Object>> rows(String from) {
      return jdbc.sql("select * from " + from + " where product_id = ?")
          .param(product)
          .query()
          .listOfRows();
    }

    void restore() {
      new TransactionTemplate(transactions)
          .executeWithoutResult(
              transaction -> {
                List<Object> kept = logs.stream().map(log -> log.get("log_id")).toList();
                for (Map<String, Object> log : rows("product_invest_log")) {
                  if (!kept.contains(log.get("log_id"))) {
                    jdbc.sql("delete from product_invest_log where log_id = ?")
                        .param(log.get("log_id"))
                        .update();
                  }
                }
                jdbc.sql(
                        """
                        update product_invest_status set reserved_amount = ?, version = ?
                         where product_id = ?""")
                    .param(status.get("reserved_amount"))
                    .param(status.get("version"))
                    .param(product)
                    .update();
              });
    }
  }
}
