package io.openbell.read.point;

import io.openbell.core.api.ApiZone;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.UUID;

/** What is left of one charge and will expire, as clients see it. */
@Schema(name = "ExpiringPoints")
record ExpiringPointsView(
    UUID lotId,
    @Schema(description = "Points that were charged", example = "50000") long granted,
    @Schema(description = "What is left of them", example = "12000") long remaining,
    @Schema(example = "2027-11-20T10:00:00.123456") LocalDateTime expiresAt) {

  static ExpiringPointsView of(PointQueries.Lot lot, ApiZone zone) {
    return new ExpiringPointsView(
        lot.lotId(), lot.granted(), lot.remaining(), zone.local(lot.expiresAt().toInstant()));
  }
}
