package io.openbell.write.coupon;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/coupon}. */
record NewCouponBody(
    @Schema(example = "Spring, 10 % off")
        @NotBlank(message = "must not be blank")
        @Size(max = 500, message = "must be at most 500 characters")
        @Nullable String name,
    @Schema(allowableValues = {"FIXED", "PERCENT"})
        @NotNull(message = "is required")
        @Pattern(regexp = "FIXED|PERCENT", message = "must be one of [FIXED, PERCENT]")
        @Nullable String kind,
    @Schema(description = "Whole won off, or percent off: 1 to 100", example = "10", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long value,
    @Schema(description = "The most won that percent take off; without it any number")
        @Positive(message = "must be greater than 0")
        @Nullable Long maxDiscount,
    @Schema(description = "The least won that an order has to come to", defaultValue = "0")
        @PositiveOrZero(message = "must not be negative")
        @Nullable Long minOrder,
    @Schema(description = "The items it is for, each once; without them it is for whole orders")
        @Size(min = 1, max = 100, message = "must have 1 to 100 items")
        @Nullable
            List<
                @NotNull(message = "is required") @Positive(message = "must be greater than 0")
                @Nullable Long>
            itemIds,
    @Schema(description = "How many there are", example = "100", minimum = "1")
        @NotNull(message = "is required")
        @Positive(message = "must be greater than 0")
        @Nullable Long total,
    @Schema(description = "The most that one user may have", defaultValue = "1")
        @Min(value = 1, message = NewCouponBody.PER_USER)
        @Max(value = 100, message = NewCouponBody.PER_USER)
        @Nullable Integer perUser,
    @Schema(
            description =
                "When issuing begins; with an offset, or without one in the service's zone",
            example = "2026-11-20T10:00:00")
        @NotNull(message = "is required")
        @Nullable String opensAt,
    @Schema(description = "When it ends; after opensAt", example = "2026-12-20T10:00:00+09:00")
        @NotNull(message = "is required")
        @Nullable String closesAt,
    @Schema(description = "How many days one can be used, from when it is issued", example = "30")
        @NotNull(message = "is required")
        @Min(value = 1, message = NewCouponBody.DAYS)
        @Max(value = 3650, message = NewCouponBody.DAYS)
        @Nullable Integer validDays) {
  private static final String PER_USER = "must be from 1 to 100";
  private static final String DAYS = "must be from 1 to 3650";
}
