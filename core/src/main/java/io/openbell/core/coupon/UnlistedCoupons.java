package io.openbell.core.coupon;

/**
 * Coupons that nobody is shown: what starting instances warm up with. No real coupon ever gets such
 * an id.
 */
public final class UnlistedCoupons {
  /** The first of the ids; all from here on are reserved. */
  public static final long FIRST_ID = Long.MAX_VALUE - 99;

  private UnlistedCoupons() {}
}
