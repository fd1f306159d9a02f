package io.openbell.consumer.invest;

import io.openbell.core.invest.InvestResult;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * An invest log as read under its row lock.
 *
 * @param amount whole won
 * @param age since it was accepted, both by the database's clock
 */
record AcceptedLog(
    long logId,
    String userId,
    long productId,
    long amount,
    String correlationId,
    OffsetDateTime acceptedAt,
    Duration age,
    InvestResult result) {}
