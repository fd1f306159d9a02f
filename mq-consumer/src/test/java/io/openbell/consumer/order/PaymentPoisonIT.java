package io.openbell.consumer.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.consumer.Stage;
import io.openbell.consumer.batch.Settling;
import io.openbell.consumer.order.Shop.AccountRow;
import io.openbell.consumer.order.Shop.ItemRow;
import io.openbell.consumer.order.Shop.LotRow;
import io.openbell.consumer.order.Shop.Paying;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.MetricsPage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.dao.DataIntegrityViolationException;
import tools.jackson.databind.JsonNode;

class PaymentPoisonIT extends ShopIT {
  @LocalManagementPort private int managementPort;

  private static String reason(Message parked) {
    return parked.getMessageProperties().getHeader("x-openbell-reason");
  }

  @Test
  void whatViolatesAConstraintFailsAndGivesStockAndPointsBack() {
    stage.execute(
        "alter table point_entry add constraint no_poison"
            + " check (kind <> 'USE' or user_id not like 'poison%')");
    try {
      long item = shop.item(20);
      long other = shop.item(20);
      String user = shop.user("poison", 1_000);
      Paying before = shop.order(shop.user("ann", 1_000), item, 1);
      Paying poison = shop.order(user, Map.of(item, 2L, other, 3L));
      Paying after = shop.order(shop.user("bob", 1_000), item, 3);
      Paying alone = shop.order(shop.user("cid", 1_000), other, 4);
      MetricsPage metrics = MetricsPage.of(managementPort);

      shop.publish(Shop.message(before, poison, after), Shop.message(alone));

      shop.awaitPaid(before, after, alone);
      shop.awaitState("FAIL CANCELLED", poison);
      assertThat(shop.failReason(poison)).isEqualTo("CONSTRAINT_VIOLATED");
      assertThat(shop.transitions(poison))
          .containsExactly("CANCELLED openbell the payment failed " + poison.correlationId());
      assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(20, 0, 4));
      assertThat(shop.itemRow(other)).isEqualTo(new ItemRow(20, 0, 4));
      assertThat(shop.account(user)).isEqualTo(new AccountRow(1_000, 1_000));
      Awaitility.await().until(() -> failures() - failures(metrics) == 1);

      // FAIL is final as well.
      Paying next = shop.order(shop.user("dan", 1_000), item, 1);
      shop.publish(Shop.message(poison, next));
      shop.awaitPaid(next);
      assertThat(shop.state(poison)).isEqualTo("FAIL CANCELLED");
      assertThat(shop.takeDeadLetter()).isNull();
    } finally {
      stage.execute("alter table point_entry drop constraint no_poison");
    }
  }

  private double failures() {
    return failures(MetricsPage.of(managementPort));
  }

  private static double failures(MetricsPage page) {
    return page.value("openbell_finalize_results_total", "feature=\"order\"", "result=\"fail\"");
  }

  @Test
  void whoseLotsDoNotCoverThePaymentHasItFail() {
    long item = shop.item(10);
    String user = shop.user("ann", 300);
    Paying good = shop.order(shop.user("bob", 1_000), item, 1);
    Paying paying = shop.order(user, item, 2);
    stage.execute("update point_lot set remaining = 199 where user_id = '" + user + "'");

    assertThat(Settling.settle(finalizer, Shop.message(good, paying)).succeeded()).isEqualTo(1);

    assertThat(shop.state(good)).isEqualTo("SUCCESS PAID");
    assertThat(shop.state(paying)).isEqualTo("FAIL CANCELLED");
    assertThat(shop.lots(user)).containsExactly(new LotRow(300, 199, true));
    assertThat(shop.account(user)).isEqualTo(new AccountRow(300, 300));
    stage.execute("update point_lot set remaining = 300 where user_id = '" + user + "'");
  }

  @Test
  void onePaymentGivenUpByManyAtOnceGivesBackOnce() throws Exception {
    long item = shop.item(100);
    String user = shop.user("ann", 10_000);
    // What others have reserved would let it be given back again.
    shop.order(user, item, 40);
    Paying paying = shop.order(user, item, 2);
    NamedPayment name = Shop.named(List.of(paying)).get(0);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    int failed = 0;
    try {
      Callable<Boolean> consumer = () -> failedOrRefused(name);
      for (Future<Boolean> done : pool.invokeAll(Collections.nCopies(4, consumer))) {
        failed += done.get() ? 1 : 0;
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(failed).isEqualTo(1);
    assertThat(finalizer.fail(name, new DataIntegrityViolationException("again"))).isFalse();
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(100, 40, 0));
    assertThat(shop.account(user)).isEqualTo(new AccountRow(6_000, 10_000));
  }

  @Test
  void aPaymentFinalizedAndGivenUpAtOnceIsOneOfBoth() throws Exception {
    long item = shop.item(1_000);
    String user = shop.user("ann", 100_000);
    // What others have reserved would let it be sold and given back.
    shop.order(user, item, 100);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 30; round++) {
        Paying paying = shop.order(user, item, 1);
        NamedPayment name = Shop.named(List.of(paying)).get(0);
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> finalizing =
            () -> {
              together.await();
              return finalizedOrRefused(name);
            };
        Callable<Boolean> failing =
            () -> {
              together.await();
              return failedOrRefused(name);
            };
        int done = 0;
        for (Future<Boolean> one : pool.invokeAll(List.of(finalizing, failing))) {
          done += one.get() ? 1 : 0;
        }
        assertThat(done).isEqualTo(1);
        shop.assertConsistent();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean finalizedOrRefused(NamedPayment name) {
    try {
      return finalizer.finalizeAll(List.of(name)).succeeded() == 1;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private boolean failedOrRefused(NamedPayment name) {
    try {
      return finalizer.fail(name, new DataIntegrityViolationException("poison"));
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void whatIsFinalizedCannotFailAndWhatHasFailedCannotBeFinalized() {
    long item = shop.item(100);
    Paying paid = shop.order(shop.user("ann", 1_000), item, 1);
    Paying failed = shop.order(shop.user("bob", 1_000), item, 1);
    finalizer.finalizeAll(Shop.named(List.of(paid)));
    finalizer.fail(
        Shop.named(List.of(failed)).get(0), new DataIntegrityViolationException("poison"));

    assertThat(
            finalizer.fail(
                Shop.named(List.of(paid)).get(0), new DataIntegrityViolationException("poison")))
        .isFalse();
    assertThat(finalizer.finalizeAll(Shop.named(List.of(paid, failed))).skipped()).isEqualTo(2);

    assertThat(shop.state(paid)).isEqualTo("SUCCESS PAID");
    assertThat(shop.state(failed)).isEqualTo("FAIL CANCELLED");
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(100, 0, 1));
  }

  @Test
  void paymentsThatAreNotThereOrNotAsToldAreParkedAndTheOthersSucceed() {
    long item = shop.item(10);
    Paying good = shop.order(shop.user("ann", 1_000), item, 1);
    Paying other = shop.order(shop.user("bob", 1_000), item, 1);
    Paying unknown = new Paying(UUID.randomUUID(), UUID.randomUUID(), "ann", 100, Map.of(item, 1L));
    Paying dearer = new Paying(other.paymentId(), other.orderId(), other.userId(), 101, Map.of());
    Paying anothers = new Paying(other.paymentId(), good.orderId(), good.userId(), 100, Map.of());

    shop.publish(Shop.message(good, unknown, dearer), Shop.message(anothers));

    String first = reason(shop.awaitDeadLetter());
    String second = reason(shop.awaitDeadLetter());
    assertThat(List.of(first, second))
        .containsExactlyInAnyOrder(
            "1 unknown payments: [%s]; 1 payments are not as they are told: [%s by amount]"
                .formatted(unknown.paymentId(), other.paymentId()),
            "1 payments are not as they are told: [%s by order and user]"
                .formatted(other.paymentId()));
    assertThat(shop.state(good)).isEqualTo("SUCCESS PAID");
    assertThat(shop.state(other)).isEqualTo("PENDING PAYING");
  }

  @Test
  void aMessageOfSomethingElseIsParkedWithItsOrigin() {
    shop.publish(Stage.message(stage.accept(stage.product(10), "ann", 1)));

    Message parked = shop.awaitDeadLetter();

    assertThat(reason(parked)).isEqualTo("type InvestmentsAccepted on the wrong queue");
    assertThat(parked.getMessageProperties().getHeaders())
        .containsEntry("x-openbell-origin-exchange", BrokerTopology.PAYMENTS.exchange())
        .containsEntry("x-openbell-origin-queue", BrokerTopology.PAYMENTS.queue())
        .containsEntry("x-openbell-origin-routing-key", BrokerTopology.PAYMENTS.routingKey());
  }

  @Test
  void whatNobodyCanExplainIsParkedStaysPendingAndIsReplayedByAnOperator() {
    long item = shop.item(10);
    Paying stuck = shop.order(shop.user("ann", 1_000), item, 2);
    Paying fine = shop.order(shop.user("bob", 1_000), shop.item(10), 1);
    stage.execute("update item set reserved = 1 where item_id = " + item);

    shop.publish(Shop.message(stuck), Shop.message(fine));

    shop.awaitPaid(fine);
    JsonNode letter = awaitLetters(1).get(0);
    assertThat(letter.path("reason").asString())
        .contains("payment " + stuck.paymentId())
        .contains("items: 0 rows changed instead of 1");
    assertThat(letter.path("originQueue").asString()).isEqualTo(BrokerTopology.PAYMENTS.queue());
    assertThat(letter.path("type").asString()).isEqualTo("PaymentsAccepted");
    assertThat(shop.state(stuck)).isEqualTo("PENDING PAYING");

    stage.execute("update item set reserved = 2 where item_id = " + item);
    String path = "/actuator/deadletters/" + letter.path("id").asString();
    assertThat(client().get(path).json().path("body").asString())
        .contains(stuck.orderId().toString());
    client().send("POST", path, Map.of("Content-Type", "application/json"), "").join();

    shop.awaitPaid(stuck);
    awaitLetters(0);
  }

  @Test
  void anOperatorDropsADeadLetterOfPayments() {
    shop.publish(new Message(new byte[] {1}));

    String id = awaitLetters(1).get(0).path("id").asString();
    client().send("DELETE", "/actuator/deadletters/" + id, Map.of(), "").join();

    awaitLetters(0);
    assertThat(shop.takeDeadLetter()).isNull();
  }

  private Client client() {
    return new Client(managementPort);
  }

  private JsonNode awaitLetters(int number) {
    return Awaitility.await()
        .atMost(Stage.PATIENCE)
        .until(
            () -> client().get("/actuator/deadletters").json(),
            letters ->
                letters.path("count").asInt() == number && letters.path("list").size() == number)
        .path("list");
  }
}
