package io.openbell.read.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators find about any user's orders, at the management port. */
class OrdersEndpointIT extends RunningReadApi {
  private static final String ORDERS = "/actuator/orders";

  private final OrderRows orders = new OrderRows();
  private long lamp;
  private UUID paying;

  /** kim pays order 1; kim's order 2 and lee's order 3 wait. */
  @BeforeEach
  void threeOrders() {
    lamp = rows.item("Lamp", 1_000);
    paying = orders.order(1, "kim", "PAYING", 24, "k1", SetClock.NOON);
    orders.line(paying, lamp, "Lamp", 12, 2);
    orders.transition(paying, "CREATED", "PAYING", SetClock.NOON.plusSeconds(2), "kim", null);
    orders.transition(paying, null, "CREATED", SetClock.NOON, "kim", null);
    orders.payment(11, paying, "kim", 24, "PENDING", SetClock.NOON.plusSeconds(2));
    orders.line(orders.order(2, "kim", "CREATED", 1, "k2", SetClock.NOON), lamp, "Lamp", 1, 1);
    orders.line(orders.order(3, "lee", "CREATED", 1, "k1", SetClock.NOON), lamp, "Lamp", 1, 1);
  }

  private List<String> found(String query) {
    Reply answer = management().get(ORDERS + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer
        .json()
        .get("orders")
        .valueStream()
        .map(order -> order.at("/order/orderId").asString())
        .toList();
  }

  @Test
  void anOrderIsShownWithAllThatHappenedToItOnTheWay() {
    assertThat(management().get(ORDERS + "?orderId=" + paying).text())
        .isEqualTo(
            """
            {"orders":[{"order":{"orderId":"%1$s","userId":"kim","status":"PAYING","total":24,\
            "createdAt":"2026-11-20T12:00:00Z","payBy":"2026-11-20T12:10:00Z",\
            "idempotencyKey":"k1","correlationId":"c-order"},\
            "lines":[{"orderId":"%1$s","itemId":%2$d,"name":"Lamp","price":12,"quantity":2,\
            "amount":24}],\
            "transitions":[{"orderId":"%1$s","toStatus":"CREATED",\
            "createdAt":"2026-11-20T12:00:00Z","actor":"kim",\
            "correlationId":"c-transition"},\
            {"orderId":"%1$s","fromStatus":"CREATED","toStatus":"PAYING",\
            "createdAt":"2026-11-20T12:00:02Z","actor":"kim",\
            "correlationId":"c-transition"}],\
            "payments":[{"orderId":"%1$s","paymentId":"%3$s","method":"POINTS","amount":24,\
            "result":"PENDING","idempotencyKey":"pay-11",\
            "correlationId":"c-payment","acceptedAt":"2026-11-20T12:00:02Z",\
            "publishAttempts":2,"publishAfter":"2026-11-20T12:00:07Z"}]}]}"""
                .formatted(paying, lamp, OrderRows.id(11)));
  }

  @Test
  void ordersAreFoundByAllThatIsSaidLatestFirst() {
    String first = OrderRows.id(1).toString();
    String second = OrderRows.id(2).toString();
    String third = OrderRows.id(3).toString();

    assertThat(found("?user=kim")).containsExactly(second, first);
    assertThat(found("?key=k1")).containsExactly(third, first);
    assertThat(found("?user=kim&key=k1")).containsExactly(first);
    assertThat(found("?user=lee&orderId=" + first)).isEmpty();
    assertThat(found("?key=k9")).isEmpty();
  }

  @Test
  void atMostFiftyAreShown() {
    for (int n = 10; n < 61; n++) {
      orders.line(orders.order(n, "max", "CREATED", 1, null, SetClock.NOON), lamp, "Lamp", 1, 1);
    }

    assertThat(found("?user=max")).hasSize(50).startsWith(OrderRows.id(60).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|say which: user, key or orderId",
        "?orderId=17|orderId: must be a UUID",
        "?user=%20|X-USER-ID: must not be blank",
        "?key=a%20b|Idempotency-Key: must be 1 to 100 letters, digits or any of - _ . : ~, not only one or two dots",
      })
  void whoAsksWronglyIsTold(String query, String error) {
    Reply answer = management().get(ORDERS + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asString()).isEqualTo(error);
  }

  @Test
  void clientsFindNothingThere() {
    assertThat(api().get(ORDERS + "?user=kim").status()).isEqualTo(404);
  }
}
