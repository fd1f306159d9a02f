package io.openbell.read.order;

import io.openbell.core.api.ApiZone;
import io.openbell.core.order.OrderStatus;
import io.openbell.read.order.OrderQueries.TransitionRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** A change of an order's status as clients see it. */
@Schema(name = "OrderTransition", description = "A change of an order's status")
record OrderTransitionView(
    @Schema(description = "null for the first", nullable = true, example = "CREATED")
        @Nullable OrderStatus from,
    @Schema(example = "PAYING") OrderStatus to,
    @Schema(example = "2026-11-20T10:00:05.123456") LocalDateTime at,
    @Schema(description = "A user, or openbell itself", example = "user-1") String actor,
    @Schema(nullable = true, example = "ordered twice") @Nullable String reason) {

  static OrderTransitionView of(TransitionRow transition, ApiZone zone) {
    return new OrderTransitionView(
        transition.fromStatus(),
        transition.toStatus(),
        zone.local(transition.createdAt().toInstant()),
        transition.actor(),
        transition.reason());
  }
}
