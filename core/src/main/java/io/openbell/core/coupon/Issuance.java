package io.openbell.core.coupon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision: who gets a coupon, in arrival order, and which number. A pure function, no clock
 * and no I/O, so that the same requests for the same coupon at the same instant always get the same
 * answers.
 */
public final class Issuance {

  /** What a decision needs to know of a request. */
  public interface Claimant {
    /** Who asks. */
    String user();
  }

  /** A request with what was decided of it. */
  public record Decision<C extends Claimant>(C claimant, Outcome outcome) {}

  private final OfferedCoupon coupon;
  private final Instant now;

  // What is there after those decided so far.
  private final Map<String, Holding> holdings;
  private long issued;

  private Issuance(OfferedCoupon coupon, Instant now, Map<String, Holding> holdings) {
    this.coupon = coupon;
    this.now = now;
    this.holdings = new HashMap<>(holdings);
    this.issued = coupon.issued();
  }

  /**
   * One decision per request, in the same order. Those that are issued have the numbers after what
   * was issued before, without gaps, and never more than there are; no user gets more than one may
   * have, also by several of these requests.
   *
   * @param holdings what each user has of it; who is not in it has none
   */
  public static <C extends Claimant> List<Decision<C>> decide(
      OfferedCoupon coupon, Instant now, Map<String, Holding> holdings, List<C> claimants) {
    Issuance issuance = new Issuance(coupon, now, holdings);
    List<Decision<C>> decisions = new ArrayList<>(claimants.size());
    for (C claimant : claimants) {
      decisions.add(new Decision<>(claimant, issuance.decideOne(claimant.user())));
    }
    return decisions;
  }

  private Outcome decideOne(String user) {
    Holding mine = holdings.get(user);
    Refusal refusal = refusalForAnybody();
    if (mine != null && (refusal != null || mine.count() >= coupon.perUser())) {
      return new Outcome.Refused(new Refusal.AlreadyIssued(mine.latestNo()));
    }
    if (refusal != null) {
      return new Outcome.Refused(refusal);
    }
    int userNo = mine == null ? 1 : mine.count() + 1;
    issued++;
    holdings.put(user, new Holding(userNo, issued));
    return new Outcome.Issued(issued, userNo, now.plus(coupon.validFor()));
  }

  /** Why nobody gets one now; null when somebody may. */
  private @Nullable Refusal refusalForAnybody() {
    if (now.isBefore(coupon.opensAt())) {
      return new Refusal.NotStarted(coupon.opensAt());
    }
    if (!now.isBefore(coupon.closesAt())) {
      return new Refusal.Finished(coupon.closesAt());
    }
    return issued == coupon.total() ? new Refusal.SoldOut() : null;
  }
}
