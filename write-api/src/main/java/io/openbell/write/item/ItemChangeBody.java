package io.openbell.write.item;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code PATCH /api/item/{id}}: what is left out stays as it is. */
record ItemChangeBody(
    @Schema(example = "Hand bell, brass, 2nd edition")
        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
        @Size(max = ItemRules.LONGEST_NAME, message = ItemRules.NAME_LENGTH)
        @Nullable String name,
    @Schema(description = "Whole won of one", minimum = "1")
        @Positive(message = "must be greater than 0")
        @Nullable Long price,
    @Schema(allowableValues = {"SELLING", "STOPPED"})
        @Pattern(regexp = "SELLING|STOPPED", message = "must be one of [SELLING, STOPPED]")
        @Nullable String status) {

  boolean changesNothing() {
    return name == null && price == null && status == null;
  }
}
