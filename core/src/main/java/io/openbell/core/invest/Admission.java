package io.openbell.core.invest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The decision: who gets in, in arrival order. A pure function, no clock and no I/O, so that the
 * same requests against the same offer at the same instant always get the same answers.
 */
public final class Admission {

  /** What a decision needs to know of a request: {@code amount} is positive, in whole won. */
  public interface Bid {
    /** Won asked for. */
    long amount();

    /** Whether less than {@link #amount} is welcome when that is all that is left. */
    boolean allowPartial();
  }

  /** A bid with what was decided of it. */
  public record Decision<B extends Bid>(B bid, Outcome outcome) {}

  private Admission() {}

  /**
   * One decision per bid, in the same order. The accepted amounts sum to at most what is left of
   * the offer; a bid too large for the rest does not keep a later, smaller one out.
   */
  public static <B extends Bid> List<Decision<B>> decide(Offer offer, Instant now, List<B> bids) {
    List<Decision<B>> decisions = new ArrayList<>(bids.size());
    long remaining = offer.total() - offer.reserved();
    for (B bid : bids) {
      Outcome outcome = decideOne(offer, remaining, now, bid);
      remaining = Math.subtractExact(remaining, outcome.reserved());
      decisions.add(new Decision<>(bid, outcome));
    }
    return decisions;
  }

  private static Outcome decideOne(Offer offer, long remaining, Instant now, Bid bid) {
    if (now.isBefore(offer.startedAt())) {
      return new Outcome.Refused(new Refusal.NotStarted(offer.startedAt()));
    }
    if (remaining == 0) {
      return new Outcome.Refused(new Refusal.SoldOut());
    }
    if (!now.isBefore(offer.finishedAt())) {
      return new Outcome.Refused(new Refusal.Finished(offer.finishedAt()));
    }
    if (bid.amount() <= remaining) {
      return new Outcome.Accepted(bid.amount());
    }
    return bid.allowPartial()
        ? new Outcome.Accepted(remaining)
        : new Outcome.Refused(new Refusal.AmountOverflow(remaining));
  }
}
