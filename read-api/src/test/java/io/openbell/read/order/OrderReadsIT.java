package io.openbell.read.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OrderReadsIT extends RunningReadApi {
  private static final String MINE = "/api/order/my";

  private final OrderRows orders = new OrderRows();

  private long item(String name) {
    return rows.item(name, 1_000);
  }

  private static List<String> orderIds(Reply answer) {
    return answer.data().get("list").valueStream().map(o -> o.get("orderId").asString()).toList();
  }

  private static void assertNoSuchOrder(Reply answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_EXIST_ORDER");
  }

  /** Created at noon, paid two seconds later, and that is final half a second after. */
  private UUID paidOrder(int n, String user, String key, long lamp, long desk) {
    UUID order = orders.order(n, user, "PAID", 25_000, key, SetClock.NOON);
    orders.line(order, desk, "Desk", 1_000, 1);
    orders.line(order, lamp, "Lamp", 12_000, 2);
    orders.transition(order, "PAYING", "PAID", SetClock.NOON.plusMillis(2_500), "openbell", null);
    orders.transition(order, null, "CREATED", SetClock.NOON, user, null);
    orders.transition(order, "CREATED", "PAYING", SetClock.NOON.plusSeconds(2), user, null);
    orders.payment(n + 500, order, user, 25_000, "SUCCESS", SetClock.NOON.plusSeconds(2));
    return order;
  }

  @Test
  void myOrdersHaveExactlyTheFieldsOfTheContractNewestFirst() {
    long lamp = item("Lamp, renamed since");
    long desk = item("Desk");
    UUID paid = paidOrder(1, "kim", "k1", lamp, desk);
    UUID open =
        orders.order(2, "kim", "CREATED", 3_000, null, SetClock.NOON.plusNanos(123_456_000));
    orders.line(open, desk, "Desk", 3_000, 1);
    orders.line(orders.order(3, "lee", "CREATED", 1, null, SetClock.NOON), lamp, "Lamp", 1, 1);

    assertThat(api().getAs("kim", MINE).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":2,"list":[\
            {"orderId":"%s","userId":"kim","status":"CREATED","total":3000,\
            "createdAt":"2026-11-20T21:00:00.123456","payBy":"2026-11-20T21:10:00.123456",\
            "lines":[{"itemId":%d,"name":"Desk","price":3000,"quantity":1,"amount":3000}]},\
            {"orderId":"%s","userId":"kim","status":"PAID","total":25000,\
            "createdAt":"2026-11-20T21:00:00","payBy":"2026-11-20T21:10:00",\
            "lines":[{"itemId":%d,"name":"Lamp","price":12000,"quantity":2,"amount":24000},\
            {"itemId":%d,"name":"Desk","price":1000,"quantity":1,"amount":1000}]}]},\
            "status":200}"""
                .formatted(open, desk, paid, lamp, desk));
  }

  @Test
  void myOrdersArePagedAndCountedAllOfThemOrThoseOfOneStatus() {
    long lamp = item("Lamp");
    for (int n = 1; n <= 5; n++) {
      String status = n % 2 == 0 ? "EXPIRED" : "CREATED";
      // The ids say which is newer, whatever the times say.
      UUID order = orders.order(n, "kim", status, n, null, SetClock.NOON.minusSeconds(n));
      orders.line(order, lamp, "Lamp", n, 1);
    }

    Reply middle = api().getAs("kim", MINE + "?size=2&page=1");
    assertThat(middle.data().get("totalCount").asInt()).isEqualTo(5);
    assertThat(orderIds(middle))
        .containsExactly(OrderRows.id(3).toString(), OrderRows.id(2).toString());
    assertThat(middle.data().at("/list/1/lines/0/price").asInt()).isEqualTo(2);
    Reply expired = api().getAs("kim", MINE + "?size=1&status=EXPIRED");
    assertThat(expired.data().get("totalCount").asInt()).isEqualTo(2);
    assertThat(orderIds(expired)).containsExactly(OrderRows.id(4).toString());
    Reply beyond = api().getAs("kim", MINE + "?size=2&page=3");
    assertThat(orderIds(beyond)).isEmpty();
    assertThat(beyond.data().get("totalCount").asInt()).isEqualTo(5);
    assertThat(orderIds(api().getAs("kim", MINE + "?status="))).hasSize(5);
    assertThat(api().getAs("lee", MINE).data().get("totalCount").asInt()).isZero();
  }

  @Test
  void thePagesOfMyOrdersKeepTheirBounds() {
    assertThat(api().getAs("kim", MINE + "?size=101").message())
        .isEqualTo("size: must be from 1 to 100");
    assertThat(api().getAs("kim", MINE + "?page=-1").message())
        .isEqualTo("page: must be from 0 to 10000000");
    Reply unknown = api().getAs("kim", MINE + "?status=BOUGHT");
    assertThat(unknown.code()).isEqualTo("INVALID_REQUEST");
    assertThat(unknown.message()).startsWith("status: ");
  }

  @Test
  void theLinesOfAPageAreOneQuery() {
    long lamp = item("Lamp");
    for (int n = 1; n <= 30; n++) {
      orders.line(orders.order(n, "kim", "CREATED", 1, null, SetClock.NOON), lamp, "Lamp", 1, 1);
    }

    int before = database.borrowed();
    assertThat(orderIds(api().getAs("kim", MINE + "?size=30"))).hasSize(30);
    assertThat(database.borrowed() - before).as("page, lines, count").isLessThanOrEqualTo(3);
  }

  @Test
  void oneOrderIsShownWithWhatHappenedToItAndItsPayments() {
    long lamp = item("Lamp");
    long desk = item("Desk");
    UUID order = paidOrder(1, "kim", "cart-42:~._", lamp, desk);
    String whole =
        """
        {"result":true,"code":"01","message":null,"data":{"orderId":"%s","userId":"kim",\
        "status":"PAID","total":25000,"createdAt":"2026-11-20T21:00:00",\
        "payBy":"2026-11-20T21:10:00",\
        "lines":[{"itemId":%d,"name":"Lamp","price":12000,"quantity":2,"amount":24000},\
        {"itemId":%d,"name":"Desk","price":1000,"quantity":1,"amount":1000}],\
        "transitions":[\
        {"from":null,"to":"CREATED","at":"2026-11-20T21:00:00","actor":"kim","reason":null},\
        {"from":"CREATED","to":"PAYING","at":"2026-11-20T21:00:02","actor":"kim","reason":null},\
        {"from":"PAYING","to":"PAID","at":"2026-11-20T21:00:02.5","actor":"openbell",\
        "reason":null}],\
        "payments":[{"paymentId":"%s","method":"POINTS","amount":25000,"result":"SUCCESS",\
        "failReason":null,"acceptedAt":"2026-11-20T21:00:02",\
        "finalizedAt":"2026-11-20T21:00:02.5"}]},"status":200}"""
            .formatted(order, lamp, desk, OrderRows.id(501));

    assertThat(api().getAs("kim", "/api/order/" + order).text()).isEqualTo(whole);
    assertThat(api().getAs("kim", "/api/order/" + order.toString().toUpperCase(Locale.ROOT)).text())
        .isEqualTo(whole);
    assertThat(api().getAs("kim", "/api/order/key/cart-42:~._").text()).isEqualTo(whole);
  }

  @Test
  void oneOrderIsShownAsOfOneMoment() {
    long lamp = item("Lamp");
    for (int n = 1; n <= 100; n++) {
      UUID order = orders.order(n, "kim", "CREATED", 1, null, SetClock.NOON);
      orders.line(order, lamp, "Lamp", 1, 1);
      orders.transition(order, null, "CREATED", SetClock.NOON, "kim", null);

      CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> orders.cancel(order));
      JsonNode shown;
      do {
        shown = api().getAs("kim", "/api/order/" + order).data();
        JsonNode transitions = shown.get("transitions");
        assertThat(transitions.get(transitions.size() - 1).get("to"))
            .isEqualTo(shown.get("status"));
      } while (!cancelled.isDone());
      cancelled.join();
    }
  }

  @Test
  void aReasonIsShownAndChangesOfOneInstantAreInTheirOrder() {
    long lamp = item("Lamp");
    UUID order = orders.order(1, "kim", "CANCELLED", 7, null, SetClock.NOON);
    orders.line(order, lamp, "Lamp", 7, 1);
    orders.transition(order, "PAYING", "CANCELLED", SetClock.NOON, "openbell", "ITEM_GONE");
    orders.transition(order, null, "PAYING", SetClock.NOON, "kim", null);
    orders.payment(2, order, "kim", 7, "FAIL", SetClock.NOON);

    Reply answer = api().getAs("kim", "/api/order/" + order);

    assertThat(answer.data().at("/transitions/0/to").asString()).isEqualTo("PAYING");
    assertThat(answer.data().at("/transitions/1/reason").asString()).isEqualTo("ITEM_GONE");
    assertThat(answer.data().at("/payments/0/failReason").asString()).isEqualTo("ITEM_GONE");
  }

  @Test
  void anOrderIsFoundUnderItsKeyWhateverTheKeyIs() {
    long lamp = item("Lamp");
    int n = 0;
    for (String key : List.of("payment", "my", "key")) {
      UUID order = orders.order(++n, "kim", "CREATED", 1, key, SetClock.NOON);
      orders.line(order, lamp, "Lamp", 1, 1);

      Reply found = api().getAs("kim", "/api/order/key/" + key);

      assertThat(found.data().path("orderId").asString()).as(key).isEqualTo(order.toString());
    }
    assertNoSuchOrder(api().getAs("lee", "/api/order/key/payment"));
    assertNoSuchOrder(api().getAs("kim", "/api/order/key/cart-43"));
    assertThat(api().getAs("kim", "/api/order/key/a%20b").code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void whatHasBeenPaidIsTheSumOfWhatSucceeded() {
    long lamp = item("Lamp");
    UUID paid = paidOrder(1, "kim", null, lamp, item("Desk"));
    UUID failed = orders.order(2, "kim", "CANCELLED", 7, null, SetClock.NOON);
    orders.payment(12, failed, "kim", 7, "FAIL", SetClock.NOON);
    UUID paying = orders.order(3, "kim", "PAYING", 8, null, SetClock.NOON);
    orders.payment(13, paying, "kim", 8, "PENDING", SetClock.NOON);
    UUID created = orders.order(4, "kim", "CREATED", 9, null, SetClock.NOON);

    assertThat(api().getAs("kim", "/api/order/" + paid + "/payment").text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"rows":[{"paymentId":"%s",\
            "method":"POINTS","amount":25000,"result":"SUCCESS","failReason":null,\
            "acceptedAt":"2026-11-20T21:00:02","finalizedAt":"2026-11-20T21:00:02.5"}],\
            "totalPaid":25000},"status":200}"""
                .formatted(OrderRows.id(501)));
    Reply ofFailed = api().getAs("kim", "/api/order/" + failed + "/payment");
    assertThat(ofFailed.data().at("/rows/0/failReason").asString()).isEqualTo("ITEM_GONE");
    assertThat(ofFailed.data().get("totalPaid").asInt()).isZero();
    Reply ofPaying = api().getAs("kim", "/api/order/" + paying + "/payment");
    assertThat(ofPaying.data().at("/rows/0/finalizedAt").isNull()).isTrue();
    assertThat(ofPaying.data().get("totalPaid").asInt()).isZero();
    assertThat(api().getAs("kim", "/api/order/" + created + "/payment").data().get("rows").size())
        .isZero();
  }

  @Test
  void theLogOfPointsSaysWhichOrderTookThem() {
    UUID order = orders.order(1, "kim", "PAID", 10, null, SetClock.NOON);
    UUID payment = orders.payment(501, order, "kim", 10, "SUCCESS", SetClock.NOON);
    orders.use(payment, "kim", 10);

    JsonNode entry = api().getAs("kim", "/api/point/my/log").data().get("list").get(0);
    assertThat(entry.get("orderId").asString()).isEqualTo(order.toString());
  }

  @Test
  void somebodyElsesOrderIsNone() {
    UUID order = paidOrder(1, "kim", "k1", item("Lamp"), item("Desk"));

    for (String path : List.of("/api/order/" + order, "/api/order/" + order + "/payment")) {
      assertThat(api().getAs("kim", path).status()).isEqualTo(200);
      assertNoSuchOrder(api().getAs("lee", path));
    }
    assertNoSuchOrder(api().getAs("lee", "/api/order/key/k1"));
  }

  @Test
  void anIdThatNoOrderHasIsNotFound() {
    assertNoSuchOrder(api().getAs("kim", "/api/order/0199f3a0-7c1e-7b52-9d1f-999999999999"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17",
        "1-1-1-1-1",
        "key",
        "0199f3a0-7c1e-7b52-9d1f-00000000000g",
        "0199f3a07c1e7b529d1f000000000001",
      })
  void whatIsNoUuidIsAWrongRequest(String id) {
    assertIsNoUuid(api().getAs("kim", "/api/order/" + id));
    if (!id.equals("key")) { // that would be an order under the key "payment"
      assertIsNoUuid(api().getAs("kim", "/api/order/" + id + "/payment"));
    }
  }

  private static void assertIsNoUuid(Reply reply) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("orderId: must be a UUID");
  }

  @ParameterizedTest
  @ValueSource(strings = {MINE, "/api/order/17", "/api/order/17/payment", "/api/order/key/k1"})
  void whoDoesNotSayWhoAsksIsTold(String path) {
    assertThat(api().get(path).code()).isEqualTo("MISSING_X_USER_ID");
  }
}
