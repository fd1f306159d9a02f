package io.openbell.read.point;

import io.openbell.core.api.ApiZone;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One change of a user's points, as clients see it. */
@Schema(name = "PointEntry")
record PointEntryView(
    UUID entryId,
    @Schema(description = "CHARGE adds points; USE and EXPIRE take them") EntryKind kind,
    @Schema(description = "Points, always greater than 0", example = "50000") long amount,
    @Schema(description = "What all entries up to this one add up to", example = "50000")
        long bookedAfter,
    @Schema(description = "The order whose payment took them; null unless USE")
        @Nullable UUID orderId,
    @Schema(example = "2026-11-20T10:00:00.123456") LocalDateTime createdAt) {

  static PointEntryView of(PointQueries.Entry entry, ApiZone zone) {
    return new PointEntryView(
        entry.entryId(),
        entry.kind(),
        entry.amount(),
        entry.bookedAfter(),
        entry.orderId(),
        zone.local(entry.createdAt().toInstant()));
  }
}
