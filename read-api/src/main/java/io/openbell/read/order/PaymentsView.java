package io.openbell.read.order;

import io.openbell.core.api.ApiZone;
import io.openbell.read.order.OrderQueries.PaymentRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** How an order has been paid. */
@Schema(name = "Payments", description = "The payments of an order")
record PaymentsView(
    List<PaymentView> rows,
    @Schema(description = "Won of those that are SUCCESS", example = "24000") long totalPaid) {

  static PaymentsView of(List<PaymentRow> payments, ApiZone zone) {
    return new PaymentsView(
        payments.stream().map(payment -> PaymentView.of(payment, zone)).toList(),
        payments.stream()
            .filter(payment -> payment.result().equals("SUCCESS"))
            .mapToLong(PaymentRow::amount)
            .reduce(0, Math::addExact));
  }
}
