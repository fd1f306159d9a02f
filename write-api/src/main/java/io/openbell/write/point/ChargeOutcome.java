package io.openbell.write.point;

import java.time.Instant;
import java.util.UUID;

/** What became of a request to charge points. */
sealed interface ChargeOutcome {

  /**
   * The points are the user's.
   *
   * @param balance as it is now, also when the charge was made before
   * @param isFirst false when the request is a repetition, and the charge was made before
   */
  record Charged(UUID chargeId, long balance, Instant expiresAt, boolean isFirst)
      implements ChargeOutcome {}

  /** The key stands for another charge. */
  record KeyReused() implements ChargeOutcome {}

  /** Fewer points than one charge must bring. */
  record TooFew(long atLeast) implements ChargeOutcome {}

  /** More points than one charge may bring. */
  record TooMany(long atMost) implements ChargeOutcome {}

  /**
   * More points than the user may still have.
   *
   * @param room how many may still be charged
   * @param maxBalance how many a user may have
   */
  record BalanceFull(long room, long maxBalance) implements ChargeOutcome {}
}
