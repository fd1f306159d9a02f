package io.openbell.core.coupon;

import java.time.Instant;

/** What the decision says of one request for a coupon. */
public sealed interface Outcome {

  /**
   * Issue it.
   *
   * @param no its number: one more than the last one's, from 1 to as many as there are
   * @param userNo which of this user's it is, from 1
   * @param expiresAt the first moment at which it can no longer be used
   */
  record Issued(long no, int userNo, Instant expiresAt) implements Outcome {}

  /** Nothing is issued. */
  record Refused(Refusal refusal) implements Outcome {}
}
