package io.openbell.core.coupon;

/**
 * What a user has of a coupon.
 *
 * @param count how many, at least one
 * @param latestNo the number of the one issued last
 */
public record Holding(int count, long latestNo) {
  /**
   * @throws IllegalArgumentException when it is nothing
   */
  public Holding {
    if (count < 1 || latestNo < 1) {
      throw new IllegalArgumentException(count + " up to no " + latestNo);
    }
  }
}
