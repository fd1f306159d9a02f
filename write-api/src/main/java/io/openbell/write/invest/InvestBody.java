package io.openbell.write.invest;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/invest}. */
record InvestBody(
    @Schema(example = "3") @NotNull(message = "is required") @Nullable Long productId,
    @Schema(description = "Whole won", example = "10", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long investAmount,
    @Schema(
            description = "Take what is left when that is less than investAmount",
            defaultValue = "false")
        @Nullable Boolean allowPartial) {}
