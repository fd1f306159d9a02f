package io.openbell.read.order;

import io.openbell.core.api.ApiZone;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.read.order.OrderQueries.LineRow;
import io.openbell.read.order.OrderQueries.OrderRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/** An order in a list. */
@Schema(name = "Order", description = "An order")
record OrderView(
    @Schema(example = "0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10") UUID orderId,
    @Schema(example = "user-1") String userId,
    @Schema(example = "PAID") OrderStatus status,
    @Schema(description = "Won", example = "24000") long total,
    @Schema(example = "2026-11-20T10:00:00.123456") LocalDateTime createdAt,
    @Schema(
            description = "Until when it is to be paid, if it is CREATED",
            example = "2026-11-20T10:10:00.123456")
        LocalDateTime payBy,
    List<OrderLine> lines) {

  static OrderView of(OrderRow order, List<LineRow> lines, ApiZone zone) {
    return new OrderView(
        order.orderId(),
        order.userId(),
        order.status(),
        order.total(),
        zone.local(order.createdAt().toInstant()),
        zone.local(order.payBy().toInstant()),
        lines.stream().map(LineRow::line).toList());
  }
}
