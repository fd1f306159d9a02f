package io.openbell.read.order;

import io.openbell.core.api.ApiZone;
import io.openbell.read.order.OrderQueries.PaymentRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A payment as clients see it. */
@Schema(name = "Payment", description = "A payment and what became of it")
record PaymentView(
    @Schema(example = "0199f3a0-9a02-7c11-8a55-0d2b51c7e9f4") UUID paymentId,
    @Schema(example = "POINTS") String method,
    @Schema(description = "Won", example = "24000") long amount,
    @Schema(
            description = "PENDING is accepted and durable; SUCCESS and FAIL are final",
            allowableValues = {"PENDING", "SUCCESS", "FAIL"},
            example = "SUCCESS")
        String result,
    @Schema(description = "Only with FAIL", nullable = true) @Nullable String failReason,
    @Schema(example = "2026-11-20T10:00:05.123456") LocalDateTime acceptedAt,
    @Schema(
            description = "When it left PENDING",
            example = "2026-11-20T10:00:05.234567",
            nullable = true)
        @Nullable LocalDateTime finalizedAt) {

  static PaymentView of(PaymentRow payment, ApiZone zone) {
    OffsetDateTime finalizedAt = payment.finalizedAt();
    return new PaymentView(
        payment.paymentId(),
        payment.method(),
        payment.amount(),
        payment.result(),
        payment.failReason(),
        zone.local(payment.acceptedAt().toInstant()),
        zone.localOrNull(finalizedAt == null ? null : finalizedAt.toInstant()));
  }
}
