package io.openbell.write.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ErrorObserver;
import io.openbell.write.response.ResponseMeters;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Counts the answers to each call of orders, and the orders that expire. */
@Component
class OrderMeters implements ErrorObserver {
  private final ResponseMeters order;
  private final ResponseMeters payment;
  private final ResponseMeters cancel;
  private final Counter expired;

  OrderMeters(MeterRegistry registry) {
    this.order = responses(registry, "order", OrderController.PATH::equals);
    this.payment = responses(registry, "payment", pathThatEndsWith("/payment"));
    this.cancel = responses(registry, "cancel", pathThatEndsWith("/cancel"));
    this.expired =
        Counter.builder("openbell.orders.expired")
            .description("Orders that were not paid in time; what they reserved is on sale again")
            .register(registry);
  }

  private static ResponseMeters responses(
      MeterRegistry registry, String call, Predicate<String> isPathOfCall) {
    return new ResponseMeters(
        registry,
        "openbell.order.answers",
        "Answers to requests to order, to pay and to cancel",
        Tags.of("call", call),
        isPathOfCall);
  }

  private static Predicate<String> pathThatEndsWith(String end) {
    return Pattern.compile(Pattern.quote(OrderController.PATH) + "/[^/]+" + end).asMatchPredicate();
  }

  ResponseMeters order() {
    return order;
  }

  ResponseMeters payment() {
    return payment;
  }

  ResponseMeters cancel() {
    return cancel;
  }

  /** So many orders have expired. */
  void expired(int orders) {
    expired.increment(orders);
  }

  @Override
  public void answered(ServerHttpRequest request, ApiCode code) {
    order.answered(request, code);
    payment.answered(request, code);
    cancel.answered(request, code);
  }
}
