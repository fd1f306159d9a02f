package io.openbell.write.product;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/product}. */
record ProductBody(
    @Schema(example = "Solar park, series 3")
        @NotBlank(message = "must not be blank")
        @Size(max = 500, message = "must be at most 500 characters")
        @Nullable String title,
    @Schema(description = "Whole won", example = "1000000", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long totalInvestingAmount,
    @Schema(
            description = "With an offset, or without one in the service's zone",
            example = "2026-11-20T10:00:00")
        @NotNull(message = "is required")
        @Nullable String startedAt,
    @Schema(description = "After startedAt", example = "2026-12-20T10:00:00+09:00")
        @NotNull(message = "is required")
        @Nullable String finishedAt) {}
