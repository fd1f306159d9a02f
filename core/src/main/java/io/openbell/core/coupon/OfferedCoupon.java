package io.openbell.core.coupon;

import java.time.Duration;
import java.time.Instant;

/**
 * What a decision needs to know of a coupon.
 *
 * @param total how many there are
 * @param issued how many of them somebody has
 * @param perUser the most that one user may have
 * @param opensAt the first moment at which it is issued
 * @param closesAt the first moment at which it no longer is
 * @param validFor how long one can be used once it is issued
 */
public record OfferedCoupon(
    long total, long issued, int perUser, Instant opensAt, Instant closesAt, Duration validFor) {
  /**
   * @throws IllegalArgumentException when more are issued than there are, or none could be had
   */
  public OfferedCoupon {
    if (issued < 0 || issued > total || perUser < 1 || validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException(
          "%d of %d issued, %d for a user, for %s".formatted(issued, total, perUser, validFor));
    }
  }
}
