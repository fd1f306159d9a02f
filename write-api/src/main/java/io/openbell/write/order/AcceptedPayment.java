package io.openbell.write.order;

import java.time.Instant;
import java.util.UUID;

/**
 * A payment whose points are taken and which is PENDING: it is to be finalized.
 *
 * @param amount whole won
 */
record AcceptedPayment(
    UUID paymentId,
    UUID orderId,
    String userId,
    long amount,
    String correlationId,
    Instant acceptedAt) {}
