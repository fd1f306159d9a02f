package io.openbell.read.invest;

import io.openbell.core.api.ApiZone;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;

/** What a user has invested in one product, as clients see it. */
@Schema(name = "MyInvestment", description = "What a user has invested in one product, accumulated")
record MyInvestmentView(
    @Schema(example = "3") long productId,
    @Schema(example = "user-1") String userId,
    @Schema(example = "Solar park Haenam") String title,
    @Schema(description = "Won the product raises", example = "1000000") long totalInvestingAmount,
    @Schema(description = "Won of this user, finalized", example = "30") long myInvestingAmount,
    @Schema(description = "When the latest was accepted", example = "2026-11-20T10:00:00.123456")
        LocalDateTime investDate) {

  static MyInvestmentView of(MyInvestment investment, ApiZone zone) {
    return new MyInvestmentView(
        investment.productId(),
        investment.userId(),
        investment.title(),
        investment.totalInvestingAmount(),
        investment.myInvestingAmount(),
        zone.local(investment.investedAt()));
  }
}
