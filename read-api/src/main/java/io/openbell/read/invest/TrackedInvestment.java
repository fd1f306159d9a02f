package io.openbell.read.invest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An investment with what happened to it on the way, for operators.
 *
 * @param idempotencyKey null when the client sent none
 * @param correlationId of the request that made it
 * @param publishAttempts how often the relay has published it again
 * @param publishAfter when the relay will publish it next; null once it is final
 */
public record TrackedInvestment(
    SingleInvestment investment,
    @Nullable String idempotencyKey,
    String correlationId,
    int publishAttempts,
    @Nullable Instant publishAfter) {}
