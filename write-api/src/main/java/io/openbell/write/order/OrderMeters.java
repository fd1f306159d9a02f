package io.openbell.write.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ErrorObserver;
import io.openbell.write.answer.AnswerMeters;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Counts the answers to each call of orders, and the orders that expire. */
@Component
class OrderMeters implements ErrorObserver {
  private final AnswerMeters order;
  private final AnswerMeters payment;
  private final AnswerMeters cancel;
  private final Counter expired;

  OrderMeters(MeterRegistry registry) {
    this.order = answers(registry, "order", OrderController.PATH::equals);
    this.payment = answers(registry, "payment", pathThatEndsWith("/payment"));
    this.cancel = answers(registry, "cancel", pathThatEndsWith("/cancel"));
    this.expired =
        Counter.builder("openbell.orders.expired")
            .description("Orders that were not paid in time; what they reserved is on sale again")
            .register(registry);
  }

  private static AnswerMeters answers(
      MeterRegistry registry, String call, Predicate<String> isPathOfCall) {
    return new AnswerMeters(
        registry,
        "openbell.order.answers",
        "Answers to requests to order, to pay and to cancel",
        Tags.of("call", call),
        isPathOfCall);
  }

  private static Predicate<String> pathThatEndsWith(String end) {
    return Pattern.compile(Pattern.quote(OrderController.PATH) + "/[^/]+" + end).asMatchPredicate();
  }

  AnswerMeters order() {
    return order;
  }

  AnswerMeters payment() {
    return payment;
  }

  AnswerMeters cancel() {
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
