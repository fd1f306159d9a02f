package io.openbell.read.coupon;

/** Whether a coupon in a user's hand can be used, at the moment of asking. */
enum MyCouponStatus {
  AVAILABLE,
  EXPIRED
}
