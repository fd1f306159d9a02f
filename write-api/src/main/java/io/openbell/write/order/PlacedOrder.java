package io.openbell.write.order;

import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order that is committed.
 *
 * @param status as a client is told, which may be that of an earlier moment
 * @param total whole won
 * @param payBy from when on it can no longer be paid
 * @param lines by item id
 */
record PlacedOrder(
    UUID orderId,
    String userId,
    OrderStatus status,
    long total,
    Instant createdAt,
    Instant payBy,
    List<OrderLine> lines) {}
