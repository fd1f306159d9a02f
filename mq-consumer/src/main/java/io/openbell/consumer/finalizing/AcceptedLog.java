package io.openbell.consumer.finalizing;

import io.openbell.core.invest.InvestResult;
import java.time.OffsetDateTime;

/**
 * An invest log as read under its row lock.
 *
 * @param amount whole won
 */
record AcceptedLog(
    long logId,
    String userId,
    long productId,
    long amount,
    OffsetDateTime acceptedAt,
    InvestResult result) {}
