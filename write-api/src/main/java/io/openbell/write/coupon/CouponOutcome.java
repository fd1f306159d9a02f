package io.openbell.write.coupon;

import io.openbell.core.coupon.Refusal;

/** What is decided of a request for a coupon. */
sealed interface CouponOutcome {

  /** It is the user's now. */
  record Issued(UserCoupon coupon) implements CouponOutcome {}

  /** The user has got this one before, and gets no other. */
  record AlreadyIssued(UserCoupon coupon) implements CouponOutcome {}

  /** Nothing is issued, and the user has none. */
  record Refused(Refusal refusal) implements CouponOutcome {}
}
