package io.openbell.write.point;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How points are charged and expire.
 *
 * @param minCharge fewest points of one charge
 * @param maxCharge most points of one charge
 * @param maxBalance most points that a charge may leave a user with
 * @param lifetime of the points of a charge
 * @param expiryInterval between two looks for what has expired; also how long the points of a user
 *     with a payment on its way are left alone
 * @param expiryBatch most users whose points expire in one transaction
 */
@ConfigurationProperties("openbell.point")
record PointProperties(
    @DefaultValue("1") long minCharge,
    @DefaultValue("10000000") long maxCharge,
    @DefaultValue("100000000") long maxBalance,
    @DefaultValue("365d") Duration lifetime,
    @DefaultValue("1m") Duration expiryInterval,
    @DefaultValue("200") int expiryBatch) {

  /** So that nothing that is ever booked comes near the end of a number. */
  private static final long LARGEST = 1_000_000_000_000_000L;

  /**
   * @throws IllegalArgumentException naming the properties whose values make no sense
   */
  PointProperties {
    if (minCharge < 1 || maxCharge < minCharge || maxBalance < maxCharge || maxBalance > LARGEST) {
      throw new IllegalArgumentException(
          "openbell.point: must be 1 <= min-charge <= max-charge <= max-balance <= " + LARGEST);
    }
    if (!isPositive(lifetime) || !isPositive(expiryInterval) || expiryBatch < 1) {
      throw new IllegalArgumentException(
          "openbell.point: lifetime, expiry-interval and expiry-batch must be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }
}
