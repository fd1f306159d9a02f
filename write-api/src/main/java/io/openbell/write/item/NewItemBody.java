package io.openbell.write.item;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/item}. */
record NewItemBody(
    @Schema(example = "Hand bell, brass")
        @NotBlank(message = "must not be blank")
        @Size(max = ItemRules.LONGEST_NAME, message = ItemRules.NAME_LENGTH)
        @Nullable String name,
    @Schema(description = "Whole won of one", example = "12000", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long price,
    @Schema(description = "How many there are", example = "500", minimum = "0")
        @NotNull(message = "is required")
        @PositiveOrZero(message = "must not be negative")
        @Nullable Long stock,
    @Schema(description = "The most that one order may have of it; without it any number")
        @Positive(message = "must be greater than 0")
        @Nullable Long maxPerOrder) {}
