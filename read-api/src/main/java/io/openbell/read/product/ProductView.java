package io.openbell.read.product;

import io.openbell.core.api.ApiZone;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;

/** A product as clients see it. */
@Schema(name = "Product", description = "A product with its figures, at most one second old")
record ProductView(
    @Schema(example = "3") long productId,
    @Schema(example = "Solar park Haenam") String title,
    @Schema(description = "Won to raise", example = "1000000") long totalInvestingAmount,
    @Schema(
            description = "Won accepted so far, finalized or about to be; never above the total",
            example = "250000")
        long currentInvestingAmount,
    @Schema(description = "Distinct users with a finalized investment", example = "17")
        long investingCnt,
    @Schema(description = "Local to the server's zone", example = "2026-11-20T10:00:00")
        LocalDateTime startedAt,
    @Schema(description = "First moment after the period", example = "2026-11-27T10:00:00")
        LocalDateTime finishedAt,
    @Schema(description = "COMPLETE once the total is finalized", example = "ONGOING")
        InvestingStatus investStatus) {

  static ProductView of(ProductFacts facts, LiveFigures figures, ApiZone zone) {
    return new ProductView(
        facts.productId(),
        facts.title(),
        facts.totalInvestingAmount(),
        figures.reserved(),
        figures.investingCnt(),
        zone.local(facts.startedAt()),
        zone.local(facts.finishedAt()),
        figures.status());
  }
}
