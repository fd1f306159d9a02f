package io.openbell.write.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/order}. */
record OrderBody(
    @Schema(description = "1 to 50 lines, each item once")
        @NotNull(message = "is required")
        @Size(min = 1, max = 50, message = "must have 1 to 50 lines")
        @Nullable List<@NotNull(message = "is required") @Valid @Nullable Line> items,
    @Schema(description = "Pay with points in the same moment", defaultValue = "false")
        @Nullable Boolean payNow) {

  /** So many of an item. */
  record Line(
      @Schema(example = "3")
          @NotNull(message = "is required")
          @Positive(message = "must be greater than 0")
          @Nullable Long itemId,
      @Schema(example = "2", minimum = "1")
          @NotNull(message = "is required")
          @Positive(message = "must be greater than 0")
          @Nullable Long quantity,
      @Schema(
              description = "Whole won: refuse the order when the item costs something else now",
              example = "12000")
          @Positive(message = "must be greater than 0")
          @Nullable Long expectedPrice) {}
}
