package io.openbell.core.coupon;

import java.time.Instant;

/**
 * Why a coupon is not issued, in the order of precedence: of several reasons the first one listed
 * is told. So who has one is told what they have, whatever has become of the coupon since.
 */
public sealed interface Refusal {

  /**
   * The user has one, and cannot get another.
   *
   * @param no the number of the one issued last
   */
  record AlreadyIssued(long no) implements Refusal {}

  /** No such coupon. */
  record NotExistCoupon() implements Refusal {}

  /** It is issued from {@code opensAt} on. */
  record NotStarted(Instant opensAt) implements Refusal {}

  /** It was issued until {@code closesAt}. */
  record Finished(Instant closesAt) implements Refusal {}

  /** Somebody else has each of them. */
  record SoldOut() implements Refusal {}
}
