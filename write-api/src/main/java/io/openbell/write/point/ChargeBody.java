package io.openbell.write.point;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/point/charge}. */
record ChargeBody(
    @Schema(description = "Points, of one won each", example = "50000", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long amount) {}
