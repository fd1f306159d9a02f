package io.openbell.read.invest;

import io.openbell.core.api.ApiZone;
import io.openbell.core.invest.InvestResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** One investment as clients see it. */
@Schema(name = "SingleInvestment", description = "One investment and what became of it")
record SingleInvestmentView(
    @Schema(example = "1001") long logId,
    @Schema(example = "3") long productId,
    @Schema(example = "user-1") String userId,
    @Schema(example = "Solar park Haenam") String title,
    @Schema(description = "Won", example = "10") long investAmount,
    @Schema(
            description = "PENDING is accepted and durable; SUCCESS and FAIL are final",
            example = "SUCCESS")
        InvestResult investResult,
    @Schema(description = "Only with FAIL", nullable = true) @Nullable String failReason,
    @Schema(description = "When it was accepted", example = "2026-11-20T10:00:00.123456")
        LocalDateTime investDate,
    @Schema(
            description = "When it left PENDING",
            example = "2026-11-20T10:00:00.234567",
            nullable = true)
        @Nullable LocalDateTime finalizedAt) {

  static SingleInvestmentView of(SingleInvestment investment, ApiZone zone) {
    return new SingleInvestmentView(
        investment.logId(),
        investment.productId(),
        investment.userId(),
        investment.title(),
        investment.investAmount(),
        investment.investResult(),
        investment.failReason(),
        zone.local(investment.acceptedAt()),
        zone.localOrNull(investment.finalizedAt()));
  }
}
