package io.openbell.read.order;

import io.openbell.core.api.ApiZone;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.read.order.OrderQueries.WholeOrder;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/** One order with all that happened to it. */
@Schema(name = "OrderDetail", description = "An order, what happened to it, and its payments")
record OrderDetailView(
    @Schema(example = "0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10") UUID orderId,
    @Schema(example = "user-1") String userId,
    @Schema(example = "PAID") OrderStatus status,
    @Schema(description = "Won", example = "24000") long total,
    @Schema(example = "2026-11-20T10:00:00.123456") LocalDateTime createdAt,
    @Schema(
            description = "Until when it is to be paid, if it is CREATED",
            example = "2026-11-20T10:10:00.123456")
        LocalDateTime payBy,
    List<OrderLine> lines,
    List<OrderTransitionView> transitions,
    List<PaymentView> payments) {

  static OrderDetailView of(WholeOrder whole, ApiZone zone) {
    OrderView order = OrderView.of(whole.order(), whole.lines(), zone);
    return new OrderDetailView(
        order.orderId(),
        order.userId(),
        order.status(),
        order.total(),
        order.createdAt(),
        order.payBy(),
        order.lines(),
        whole.transitions().stream().map(t -> OrderTransitionView.of(t, zone)).toList(),
        whole.payments().stream().map(p -> PaymentView.of(p, zone)).toList());
  }
}
