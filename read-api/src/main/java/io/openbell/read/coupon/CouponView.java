package io.openbell.read.coupon;

import io.openbell.core.api.ApiZone;
import io.openbell.read.coupon.CouponQueries.CouponRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coupon as clients see it. */
@Schema(name = "Coupon")
record CouponView(
    @Schema(example = "3") long couponId,
    String name,
    @Schema(allowableValues = {"FIXED", "PERCENT"}) String kind,
    @Schema(description = "Won off, or percent off", example = "10") long value,
    @Schema(description = "The most won that percent take off") @Nullable Long maxDiscount,
    @Schema(description = "The least won that an order has to come to") long minOrder,
    @Schema(allowableValues = {"ORDER", "ITEMS"}) String scope,
    @Schema(description = "The items it is for, unless it is for whole orders") List<Long> itemIds,
    long total,
    long issued,
    @Schema(description = "How many can still be had") long left,
    int perUser,
    LocalDateTime opensAt,
    LocalDateTime closesAt,
    @Schema(description = "How many days one can be used, from when it is issued") int validDays,
    LocalDateTime createdAt) {

  static CouponView of(CouponRow coupon, List<Long> itemIds, ApiZone zone) {
    return new CouponView(
        coupon.couponId(),
        coupon.name(),
        coupon.kind(),
        coupon.discount(),
        coupon.maxDiscount(),
        coupon.minOrder(),
        coupon.scope(),
        itemIds,
        coupon.total(),
        coupon.issued(),
        coupon.total() - coupon.issued(),
        coupon.perUser(),
        zone.local(coupon.opensAt().toInstant()),
        zone.local(coupon.closesAt().toInstant()),
        coupon.validDays(),
        zone.local(coupon.createdAt().toInstant()));
  }
}
