package io.openbell.read.coupon;

import io.openbell.core.api.ApiZone;
import io.openbell.read.coupon.CouponQueries.MyCouponRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A coupon in a user's hand, as that user sees it. */
@Schema(name = "MyCoupon")
record MyCouponView(
    UUID userCouponId,
    long couponId,
    String name,
    @Schema(allowableValues = {"FIXED", "PERCENT"}) String kind,
    @Schema(description = "Won off, or percent off", example = "10") long value,
    @Schema(description = "The most won that percent take off") @Nullable Long maxDiscount,
    @Schema(description = "The least won that an order has to come to") long minOrder,
    @Schema(description = "Its number, of all that were issued") long no,
    @Schema(description = "At the moment of asking") MyCouponStatus status,
    LocalDateTime issuedAt,
    @Schema(description = "The first moment at which it can no longer be used")
        LocalDateTime expiresAt) {

  static MyCouponView of(MyCouponRow mine, ApiZone zone) {
    return new MyCouponView(
        mine.userCouponId(),
        mine.couponId(),
        mine.name(),
        mine.kind(),
        mine.discount(),
        mine.maxDiscount(),
        mine.minOrder(),
        mine.no(),
        mine.status(),
        zone.local(mine.issuedAt().toInstant()),
        zone.local(mine.expiresAt().toInstant()));
  }
}
