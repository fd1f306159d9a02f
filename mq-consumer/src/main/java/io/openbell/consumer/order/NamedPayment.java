package io.openbell.consumer.order;

import io.micrometer.tracing.Span;
import io.openbell.consumer.batch.Part;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.core.broker.PaymentsAccepted.Payment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A payment as a message names it. */
record NamedPayment(Payment payment) implements Part {

  /** What this event names, in its order. */
  static List<NamedPayment> allOf(PaymentsAccepted event) {
    return event.payments().stream().map(NamedPayment::new).toList();
  }

  @Override
  public String label() {
    return "payment " + paymentId();
  }

  @Override
  public String correlationId() {
    return payment.correlationId();
  }

  @Override
  public void describe(Span.Builder span) {
    span.tag("openbell.order", payment.orderId().toString())
        .tag("openbell.payment", paymentId().toString());
  }

  UUID paymentId() {
    return payment.paymentId();
  }

  /** What this row says otherwise, in words; nothing when the message was written for it. */
  List<String> differencesFrom(AcceptedPayment row) {
    List<String> differences = new ArrayList<>(0);
    if (!row.orderId().equals(payment.orderId())) {
      differences.add("order");
    }
    if (!row.userId().equals(payment.userId())) {
      differences.add("user");
    }
    if (row.amount() != payment.amount()) {
      differences.add("amount");
    }
    return differences;
  }
}
