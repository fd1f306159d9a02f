package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class OrderExpiryIT extends RunningShop {
  @Autowired private OrderExpiry expiry;

  @Test
  void whatNobodyPaysInTimeIsOnSaleAgainWithoutAnyCall() {
    long a = item(100, 5);
    long b = item(100, 5);
    String order = ordered(user(0), line(a, 2), line(b, 1));
    double expired = metrics().value("openbell_orders_expired_total");

    runOut(order);

    Awaitility.await().until(() -> statusOfOrder(order).equals("EXPIRED"));
    assertThat(available(a)).isEqualTo(5);
    assertThat(available(b)).isEqualTo(5);
    assertThat(
            jdbc.sql(
                    """
                    select from_status || '-' || to_status || ' ' || actor from order_transition
                     where order_id = ? and from_status is not null""")
                .param(UUID.fromString(order))
                .query(String.class)
                .list())
        .containsExactly("CREATED-EXPIRED openbell");
    Awaitility.await().until(() -> metrics().value("openbell_orders_expired_total") >= expired + 1);
    expiry.sweep();
    assertThat(available(a)).isEqualTo(5);
  }

  @Test
  void whatIsNotDueStays() {
    long item = item(100, 5);
    String order = ordered(user(0), line(item, 2));
    // Looked at too early, as by an instance whose claim is of an earlier time to pay.
    jdbc.sql("update shop_order set sweep_after = current_timestamp where order_id = ?")
        .param(UUID.fromString(order))
        .update();

    expiry.sweep();

    assertThat(statusOfOrder(order)).isEqualTo("CREATED");
    assertThat(reservedOf(item)).isEqualTo(2);
  }

  @Test
  void manySweepsAtOnceReturnEveryReservationOnce() throws Exception {
    long item = item(100, 300);
    List<String> orders =
        all(IntStream.range(0, 200).mapToObj(i -> orderAsync("u" + i, null, body(line(item, 1)))))
            .stream()
            .map(RunningShop::idOf)
            .toList();
    jdbc.sql(
            """
            update shop_order set pay_by = current_timestamp, sweep_after = current_timestamp
             where order_id in (select order_id from order_line where item_id = ?)""")
        .param(item)
        .update();

    together(
        () -> expiry.sweep(), () -> expiry.sweep(), () -> expiry.sweep(), () -> expiry.sweep());

    Awaitility.await()
        .until(() -> orders.stream().allMatch(order -> statusOfOrder(order).equals("EXPIRED")));
    assertThat(reservedOf(item)).isZero();
    assertThat(available(item)).isEqualTo(300);
  }

  /** The claim of a paused instance runs out, and two work on the same orders. */
  @Test
  void anOrderThatTwoInstancesHaveClaimedExpiresOnce() throws Exception {
    long item = item(100, 50);
    for (int i = 0; i < 20; i++) {
      String order = ordered(user(0), line(item, 1));
      UUID id = UUID.fromString(order);
      jdbc.sql("update shop_order set pay_by = current_timestamp where order_id = ?")
          .param(id)
          .update();
      List<UUID> claimed = List.of(id);

      together(() -> expiry.expireAll(claimed), () -> expiry.expireAll(claimed));

      assertThat(statusOfOrder(order)).isEqualTo("EXPIRED");
      assertThat(reservedOf(item)).isZero();
    }
  }

  /** In a batch with one that is paid meanwhile the others expire all the same. */
  @Test
  void oneThatIsPaidMeanwhileKeepsNoOtherFromExpiring() {
    long item = item(100, 50);
    String payer = user(100);
    String paid = ordered(payer, line(item, 1));
    String unpaid = ordered(user(0), line(item, 1));
    assertThat(pay(payer, null, paid).ok()).isTrue();
    jdbc.sql("update shop_order set pay_by = current_timestamp where order_id in (?, ?)")
        .params(UUID.fromString(paid), UUID.fromString(unpaid))
        .update();

    expiry.expireAll(List.of(UUID.fromString(paid), UUID.fromString(unpaid)));

    assertThat(statusOfOrder(paid)).isEqualTo("PAYING");
    assertThat(statusOfOrder(unpaid)).isEqualTo("EXPIRED");
    assertThat(reservedOf(item)).isEqualTo(1);
  }

  @Test
  void whatACancellationHasReturnedIsNotReturnedAgain() {
    long item = item(100, 50);
    String user = user(0);
    String cancelled = ordered(user, line(item, 1));
    ordered(user, line(item, 1));
    assertThat(cancel(user, null, cancelled).ok()).isTrue();
    jdbc.sql("update shop_order set pay_by = current_timestamp where order_id = ?")
        .param(UUID.fromString(cancelled))
        .update();

    expiry.expireAll(List.of(UUID.fromString(cancelled)));

    assertThat(statusOfOrder(cancelled)).isEqualTo("CANCELLED");
    assertThat(reservedOf(item)).isEqualTo(1);
  }

  @Test
  void aPaymentAtTheVeryInstantOfExpiryIsPaidOrTooLateNeverBothOrNeither() throws Exception {
    long item = item(700, 1_000);
    for (int i = 0; i < 100; i++) {
      String user = user(700);
      String order = ordered(user, line(item, 1));
      UUID id = UUID.fromString(order);
      List<Reply> replies = new ArrayList<>();
      // From before the instant until after it, in turn, so that both come first at times.
      jdbc.sql(
              "update shop_order set pay_by = current_timestamp + interval '%s' second where order_id = ?"
                  .formatted("0.00" + i % 8))
          .param(id)
          .update();

      together(
          () -> replies.add(pay(user, null, order)),
          () -> {
            while (statusOfOrder(order).equals("CREATED")) {
              expiry.expireAll(List.of(id));
            }
          });

      Reply reply = replies.get(0);
      boolean paid = reply.ok();
      assertThat(statusOfOrder(order)).isEqualTo(paid ? "PAYING" : "EXPIRED");
      if (!paid) {
        assertThat(reply.code()).isEqualTo("ORDER_EXPIRED");
      }
      assertThat(payments(order)).isEqualTo(paid ? 1 : 0);
      assertThat(balance(user)).isEqualTo(paid ? 0 : 700);
      assertThat(reservedOf(item)).isEqualTo(orderedOf(item));
    }
  }

  private static void together(Runnable... work) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (Runnable one : work) {
      running.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                one.run();
              },
              thread -> new Thread(thread).start()));
    }
    start.countDown();
    running.forEach(CompletableFuture::join);
  }
}
