package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Paying and cancelling over HTTP. */
class OrderPaymentIT extends RunningShop {

  private void set(String order, String status) {
    jdbc.sql("update shop_order set status = ?, sweep_after = null where order_id = ?")
        .params(status, UUID.fromString(order))
        .update();
  }

  @Test
  void aPaymentTakesThePointsAndIsPending() {
    String user = user(1_000);
    String order = ordered(user, line(item(700, 1), 1));

    Reply reply = post("/api/order/" + order + "/payment", by(user, null), "");

    assertThat(reply.status()).isEqualTo(200);
    JsonNode payment = reply.data();
    assertThat(payment.get("orderId").asString()).isEqualTo(order);
    assertThat(payment.get("amount").asLong()).isEqualTo(700);
    assertThat(payment.get("method").asString()).isEqualTo("POINTS");
    assertThat(payment.get("result").asString()).isEqualTo("PENDING");
    assertThat(payment.get("acceptedAt").asString()).isNotBlank();
    assertThat(statusOfOrder(order)).isEqualTo("PAYING");
    assertThat(balance(user)).isEqualTo(300);
    assertThat(
            jdbc.sql(
                    """
                    select from_status || '-' || to_status from order_transition
                     where order_id = ? and from_status is not null""")
                .param(UUID.fromString(order))
                .query(String.class)
                .list())
        .containsExactly("CREATED-PAYING");
  }

  @Test
  void oneOrderIsPaidOnceWithHoweverManyKeys() {
    String user = user(10_000);
    String order = ordered(user, line(item(700, 1), 1));

    List<Reply> replies =
        all(IntStream.range(0, 20).mapToObj(i -> payAsync(user, "key-" + i, order)));

    assertThat(replies).filteredOn(Reply::ok).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .allSatisfy(reply -> assertThat(reply.code()).isEqualTo("ALREADY_PAID"));
    assertThat(payments(order)).isEqualTo(1);
    assertThat(balance(user)).isEqualTo(9_300);
  }

  @Test
  void oneKeyManyTimesAtOnceIsOnePaymentAndOneAnswer() {
    String user = user(10_000);
    long item = item(700, 9);
    String order = ordered(user, line(item, 1));
    String another = ordered(user, line(item, 1));

    List<Reply> replies = all(20, () -> payAsync(user, "key", order));

    assertThat(replies).extracting(Reply::text).containsOnly(replies.get(0).text());
    assertThat(replies.get(0).ok()).isTrue();
    assertThat(balance(user)).isEqualTo(9_300);
    set(order, "PAID");
    assertThat(pay(user, "key", order).text()).isEqualTo(replies.get(0).text());
    assertThat(pay(user, "key", another).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(statusOfOrder(another)).isEqualTo("CREATED");
    // A key of a payment is none of an order's or of a cancellation's.
    assertThat(order(user, "key", body(line(item, 1))).status()).isEqualTo(201);
    assertThat(cancel(user, "key", another).ok()).isTrue();
  }

  @Test
  void oneKeyForTwoOrdersAtOncePaysOneOfThem() {
    long item = item(700, 90);
    for (int i = 0; i < 10; i++) {
      String user = user(10_000);
      String one = ordered(user, line(item, 1));
      String two = ordered(user, line(item, 1));

      List<Reply> replies = all(Stream.of(payAsync(user, "key", one), payAsync(user, "key", two)));

      assertThat(replies).filteredOn(Reply::ok).hasSize(1);
      assertThat(replies)
          .filteredOn(reply -> !reply.ok())
          .extracting(Reply::status)
          .containsExactly(422);
      assertThat(balance(user)).isEqualTo(9_300);
    }
  }

  @Test
  void whoHasTooFewPointsKeepsThemAndTheOrder() {
    String user = user(699);
    String order = ordered(user, line(item(700, 1), 1));

    Reply reply = pay(user, "key", order);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.code()).isEqualTo("POINT_SHORT");
    assertThat(reply.message())
        .isEqualTo("balance: must be at least the 700 points that the order costs, is 699");
    assertThat(statusOfOrder(order)).isEqualTo("CREATED");
    assertThat(balance(user)).isEqualTo(699);
    jdbc.sql("update point_account set balance = 700, booked = 700 where user_id = ?")
        .param(user)
        .update();
    assertThat(pay(user, "key", order).ok()).isTrue();
  }

  /** Of several reasons the first is told: nobody here has points, and the time of all is over. */
  @ParameterizedTest
  @CsvSource({
    "PAYING,    ALREADY_PAID,      ORDER_NOT_CANCELLABLE",
    "PAID,      ALREADY_PAID,      ORDER_NOT_CANCELLABLE",
    "EXPIRED,   ORDER_EXPIRED,     ORDER_NOT_CANCELLABLE",
    "CANCELLED, ORDER_NOT_PAYABLE, ALREADY_CANCELLED",
  })
  void anOrderThatIsNoLongerWaitingSaysWhy(String status, String paying, String cancelling) {
    String user = user(0);
    String order = ordered(user, line(item(700, 1), 1));
    set(order, status);
    jdbc.sql("update shop_order set pay_by = current_timestamp where order_id = ?")
        .param(UUID.fromString(order))
        .update();

    assertThat(pay(user, null, order).code()).isEqualTo(paying);
    assertThat(cancel(user, null, order).code()).isEqualTo(cancelling);
    assertThat(statusOfOrder(order)).isEqualTo(status);
  }

  @Test
  void anOrderWhoseTimeIsOverIsNotPaidAlthoughNobodyHasSweptYet() {
    String user = user(700);
    String order = ordered(user, line(item(700, 1), 1));
    jdbc.sql("update shop_order set pay_by = current_timestamp where order_id = ?")
        .param(UUID.fromString(order))
        .update();

    assertThat(pay(user, null, order).code()).isEqualTo("ORDER_EXPIRED");
    assertThat(statusOfOrder(order)).isEqualTo("CREATED");
    assertThat(balance(user)).isEqualTo(700);
  }

  @Test
  void somebodyElsesOrderIsNoOrder() {
    String other = user(10_000);
    String order = ordered(user(0), line(item(700, 1), 1));

    for (Reply reply :
        List.of(
            pay(other, null, order),
            cancel(other, null, order),
            pay(other, null, UUID.randomUUID().toString()),
            cancel(other, null, UUID.randomUUID().toString()))) {
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("NOT_EXIST_ORDER");
    }
    assertThat(statusOfOrder(order)).isEqualTo("CREATED");
    assertThat(balance(other)).isEqualTo(10_000);
  }

  @Test
  void aCancelledOrderGivesBackWhatItReservedOnce() {
    long a = item(100, 9);
    long b = item(100, 9);
    String user = user(0);
    String order = ordered(user, line(b, 2), line(a, 1));

    List<Reply> replies =
        all(IntStream.range(0, 20).mapToObj(i -> cancelAsync(user, "k" + i, order)));

    assertThat(replies).filteredOn(Reply::ok).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .allSatisfy(reply -> assertThat(reply.code()).isEqualTo("ALREADY_CANCELLED"));
    JsonNode data = replies.stream().filter(Reply::ok).findFirst().orElseThrow().data();
    assertThat(data.get("status").asString()).isEqualTo("CANCELLED");
    assertThat(data.get("lines")).hasSize(2);
    assertThat(available(a)).isEqualTo(9);
    assertThat(available(b)).isEqualTo(9);
    assertThat(
            jdbc.sql(
                    """
                    select actor || ': ' || reason from order_transition
                     where order_id = ? and to_status = 'CANCELLED'""")
                .param(UUID.fromString(order))
                .query(String.class)
                .list())
        .containsExactly(user + ": ordered twice");
  }

  @Test
  void oneKeyCancelsOnceAndIsAnsweredTheSame() {
    long item = item(100, 9);
    String user = user(0);
    String order = ordered(user, line(item, 1));
    String another = ordered(user, line(item, 1));

    List<Reply> replies = all(20, () -> cancelAsync(user, "key", order));

    assertThat(replies).extracting(Reply::text).containsOnly(replies.get(0).text());
    assertThat(replies.get(0).ok()).isTrue();
    assertThat(available(item)).isEqualTo(8);
    assertThat(cancel(user, "key", another).status()).isEqualTo(422);
    assertThat(
            post("/api/order/" + order + "/cancel", by(user, "key"), "{\"reason\":\"other\"}")
                .code())
        .isEqualTo("IDEMPOTENCY_KEY_REUSED");
  }

  /** Far more than there are connections to the database, for which nobody waits long here. */
  @Test
  void aCrowdThatPaysAndCancelsAtOnceWaitsForItsTurn() {
    long item = item(700, 1_000);
    String user = user(1_000_000);
    List<String> orders =
        all(300, () -> orderAsync(user, null, body(line(item, 1)))).stream()
            .map(RunningShop::idOf)
            .toList();

    List<Reply> replies =
        all(
            IntStream.range(0, 300)
                .mapToObj(
                    i ->
                        i % 2 == 0
                            ? payAsync(user, null, orders.get(i))
                            : cancelAsync(user, null, orders.get(i))));

    assertThat(replies).allMatch(Reply::ok);
    assertThat(reservedOf(item)).isEqualTo(150);
  }

  @Test
  void aPaymentAndACancellationAtOnceAreOneOfTheTwo() {
    long item = item(700, 90);
    for (int i = 0; i < 30; i++) {
      String user = user(700);
      String order = ordered(user, line(item, 1));
      long reserved = reservedOf(item);

      List<Reply> replies =
          all(Stream.of(payAsync(user, null, order), cancelAsync(user, null, order)));

      assertThat(replies).filteredOn(Reply::ok).hasSize(1);
      boolean paid = replies.get(0).ok();
      assertThat(statusOfOrder(order)).isEqualTo(paid ? "PAYING" : "CANCELLED");
      assertThat(replies.get(paid ? 1 : 0).code())
          .isEqualTo(paid ? "ORDER_NOT_CANCELLABLE" : "ORDER_NOT_PAYABLE");
      assertThat(balance(user)).isEqualTo(paid ? 0 : 700);
      assertThat(reservedOf(item)).isEqualTo(paid ? reserved : reserved - 1);
    }
  }

  @Test
  void aWrongRequestIsToldWhatIsWrong() {
    String user = user(0);
    String order = ordered(user, line(item(700, 1), 1));
    String cancel = "/api/order/" + order + "/cancel";
    String pay = "/api/order/" + order + "/payment";

    assertThat(post(cancel, by(user, null), "{}").message()).isEqualTo("reason: must not be blank");
    assertThat(post(cancel, by(user, null), "{\"reason\":\"" + "x".repeat(201) + "\"}").message())
        .isEqualTo("reason: must be at most 200 characters");
    assertThat(post(cancel, by(user, null), "{\"reason\":\"a\\nb\"}").message())
        .isEqualTo("reason: must not contain control characters");
    assertThat(post(pay, by(user, null), "{\"amount\":1}").message())
        .isEqualTo("amount: is not a known field");
    assertThat(post("/api/order/7/payment", by(user, null), "{}").message())
        .isEqualTo("orderId: must be a UUID");
    assertThat(post(pay, Map.of(), "{}").code()).isEqualTo("MISSING_X_USER_ID");
    assertThat(statusOfOrder(order)).isEqualTo("CREATED");
  }
}
