package io.openbell.write.coupon;

import java.time.Instant;
import java.util.UUID;

/**
 * A coupon that somebody has.
 *
 * @param no its number, of all that were issued
 * @param userNo which of this user's it is
 * @param expiresAt the first moment at which it can no longer be used
 */
record UserCoupon(
    UUID userCouponId, long couponId, String userId, long no, int userNo, Instant expiresAt) {}
