package io.openbell.write.item;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/item/{id}/stock}. */
record StockMoveBody(
    @Schema(description = "Greater than 0: received. Less: taken out", example = "100")
        @NotNull(message = "is required")
        @Nullable Long delta,
    @Schema(example = "second delivery")
        @NotBlank(message = "must not be blank")
        @Size(max = 200, message = "must be at most 200 characters")
        @Nullable String reason) {}
