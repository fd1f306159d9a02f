package io.openbell.read.invest;

import io.openbell.core.invest.InvestResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One investment and what became of it.
 *
 * @param failReason only when FAIL
 * @param finalizedAt null while PENDING
 */
public record SingleInvestment(
    long logId,
    long productId,
    String userId,
    String title,
    long investAmount,
    InvestResult investResult,
    @Nullable String failReason,
    Instant acceptedAt,
    @Nullable Instant finalizedAt) {}
