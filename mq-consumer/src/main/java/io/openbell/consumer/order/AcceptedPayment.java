package io.openbell.consumer.order;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A payment as its row has it.
 *
 * @param amount whole won
 * @param age since it was accepted, both by the database's clock
 * @param pending whether it is still to be finalized
 */
record AcceptedPayment(
    UUID paymentId,
    UUID orderId,
    String userId,
    long amount,
    String correlationId,
    Instant acceptedAt,
    Duration age,
    boolean pending) {}
