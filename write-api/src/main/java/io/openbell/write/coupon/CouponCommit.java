package io.openbell.write.coupon;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.core.coupon.Holding;
import io.openbell.core.coupon.Issuance;
import io.openbell.core.coupon.Outcome;
import io.openbell.core.coupon.Refusal;
import io.openbell.write.coupon.CouponTable.CouponOfUser;
import io.openbell.write.coupon.CouponTable.Found;
import io.openbell.write.coupon.CouponTable.Issue;
import io.openbell.write.coupon.CouponTable.Taking;
import io.openbell.write.desk.CommittedGroup;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GroupCommit;
import io.openbell.write.desk.GroupEntry;
import io.openbell.write.desk.GuardRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides a group of requests for coupons and commits it: what is there, decision, the guarded
 * UPDATEs of the coupons, and what is issued. Nothing is written unless all of it is, so that the
 * numbers have no gaps, whenever an instance dies.
 */
@Component
class CouponCommit implements GroupCommit<CouponRequest, CouponOutcome> {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  private final CouponTable table;
  private final TransactionTemplate transaction;

  CouponCommit(
      CouponTable table, PlatformTransactionManager transactions, DeskProperties properties) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(properties.transactionSeconds());
  }

  /** An entry as the decision sees it. */
  private record Candidate(GroupEntry<CouponRequest, CouponOutcome> entry)
      implements Issuance.Claimant {
    @Override
    public String user() {
      return entry.request().user().value();
    }

    CouponOfUser mine() {
      return new CouponOfUser(entry.request().couponId(), user());
    }

    void refuse(Refusal refusal) {
      entry.decide(new CouponOutcome.Refused(refusal));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>When the guard refuses, an instance whose lease had run out has issued in between: the group
   * is decided again on what is there now.
   */
  @Override
  public CommittedGroup commit(List<GroupEntry<CouponRequest, CouponOutcome>> group) {
    Written written = requireNonNull(transaction.execute(status -> decideAndWrite(group)));
    return new CommittedGroup(
        written.exhausted(), () -> {}, () -> logServed(group, written.takings()));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Who has one is told so, and who gets none in any case is told why.
   */
  @Override
  public List<GroupEntry<CouponRequest, CouponOutcome>> replay(
      List<GroupEntry<CouponRequest, CouponOutcome>> group) {
    SortedMap<Long, List<Candidate>> byCoupon = byCoupon(group);
    // The coupons first: of one that is seen to be sold out, everybody who has it is seen, too.
    Map<Long, Found> found = table.find(byCoupon.keySet());
    Map<CouponOfUser, UserCoupon> owned = ownedBy(byCoupon);
    List<GroupEntry<CouponRequest, CouponOutcome>> fresh = new ArrayList<>();
    byCoupon.forEach(
        (couponId, candidates) -> {
          List<Candidate> others = new ArrayList<>();
          for (Candidate one : candidates) {
            UserCoupon mine = owned.get(one.mine());
            if (mine == null) {
              others.add(one);
            } else {
              one.entry().decide(new CouponOutcome.AlreadyIssued(mine));
            }
          }
          Found coupon = found.get(couponId);
          if (coupon == null) {
            others.forEach(one -> one.refuse(new Refusal.NotExistCoupon()));
          } else {
            fresh.addAll(refuse(coupon, others));
          }
        });
    return fresh;
  }

  /** Refuses those who get none of this coupon, as it is; returns the others. */
  private static List<GroupEntry<CouponRequest, CouponOutcome>> refuse(
      Found coupon, List<Candidate> candidates) {
    List<GroupEntry<CouponRequest, CouponOutcome>> others = new ArrayList<>();
    for (Issuance.Decision<Candidate> decision :
        Issuance.decide(coupon.offered(), coupon.now(), Map.of(), candidates)) {
      if (decision.outcome() instanceof Outcome.Refused refused) {
        decision.claimant().refuse(refused.refusal());
      } else {
        others.add(decision.claimant().entry());
      }
    }
    return others;
  }

  @Override
  public CouponOutcome exhausted(CouponRequest request) {
    return new CouponOutcome.Refused(new Refusal.SoldOut());
  }

  /**
   * What a transaction came to.
   *
   * @param exhausted coupons of which nothing is left
   */
  private record Written(List<Taking> takings, Set<Long> exhausted) {}

  private Written decideAndWrite(List<GroupEntry<CouponRequest, CouponOutcome>> group) {
    SortedMap<Long, List<Candidate>> byCoupon = byCoupon(group);
    // The coupons first: whatever is issued between these two, the guard notices.
    Map<Long, Found> found = table.find(byCoupon.keySet());
    Map<CouponOfUser, UserCoupon> owned = ownedBy(byCoupon);
    List<Taking> takings = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    Set<Long> exhausted = new HashSet<>();
    byCoupon.forEach(
        (couponId, candidates) -> {
          Found coupon = found.get(couponId);
          if (coupon == null) {
            candidates.forEach(one -> one.refuse(new Refusal.NotExistCoupon()));
            return;
          }
          List<Issue> some = decide(coupon, owned, candidates);
          issues.addAll(some);
          if (!some.isEmpty()) {
            takings.add(new Taking(couponId, coupon.offered().issued(), some.size()));
          }
          if (coupon.offered().issued() + some.size() == coupon.offered().total()) {
            exhausted.add(couponId);
          }
        });
    if (!issues.isEmpty()) {
      write(takings, issues);
    }
    return new Written(takings, exhausted);
  }

  private void write(List<Taking> takings, List<Issue> issues) {
    // Coupons by id, then the rest: whoever locks rows of several locks them in this order.
    if (!table.take(takings)) {
      throw new GuardRefusedException();
    }
    table.insert(issues);
  }

  private static List<Issue> decide(
      Found coupon, Map<CouponOfUser, UserCoupon> owned, List<Candidate> candidates) {
    Map<String, Holding> holdings = new HashMap<>();
    Map<Long, UserCoupon> byNo = new HashMap<>();
    for (Candidate one : candidates) {
      UserCoupon mine = owned.get(one.mine());
      if (mine != null) {
        holdings.put(one.user(), new Holding(mine.userNo(), mine.no()));
        byNo.put(mine.no(), mine);
      }
    }
    List<Issue> issues = new ArrayList<>();
    for (Issuance.Decision<Candidate> decision :
        Issuance.decide(coupon.offered(), coupon.now(), holdings, candidates)) {
      Candidate one = decision.claimant();
      if (decision.outcome() instanceof Outcome.Issued issued) {
        UserCoupon mine =
            new UserCoupon(
                UuidCreator.getTimeOrderedEpoch(),
                coupon.couponId(),
                one.user(),
                issued.no(),
                issued.userNo(),
                issued.expiresAt());
        byNo.put(mine.no(), mine);
        issues.add(
            new Issue(
                mine,
                coupon.offered().perUser(),
                coupon.now(),
                one.entry().request().correlationId()));
        one.entry().decide(new CouponOutcome.Issued(mine));
      } else if (decision.outcome() instanceof Outcome.Refused refused) {
        one.entry().decide(outcome(refused.refusal(), byNo));
      }
    }
    return issues;
  }

  private static CouponOutcome outcome(Refusal refusal, Map<Long, UserCoupon> byNo) {
    return refusal instanceof Refusal.AlreadyIssued already
        ? new CouponOutcome.AlreadyIssued(requireNonNull(byNo.get(already.no())))
        : new CouponOutcome.Refused(refusal);
  }

  private Map<CouponOfUser, UserCoupon> ownedBy(SortedMap<Long, List<Candidate>> byCoupon) {
    return table.latest(
        byCoupon.values().stream()
            .flatMap(List::stream)
            .map(Candidate::mine)
            .collect(Collectors.toSet()));
  }

  private static SortedMap<Long, List<Candidate>> byCoupon(
      List<GroupEntry<CouponRequest, CouponOutcome>> group) {
    SortedMap<Long, List<Candidate>> byCoupon = new TreeMap<>();
    for (GroupEntry<CouponRequest, CouponOutcome> entry : group) {
      byCoupon
          .computeIfAbsent(entry.request().couponId(), id -> new ArrayList<>())
          .add(new Candidate(entry));
    }
    return byCoupon;
  }

  private static void logServed(
      List<GroupEntry<CouponRequest, CouponOutcome>> group, List<Taking> takings) {
    if (log.isInfoEnabled()) {
      log.info(
          "event=group-served desk=coupon size={} accepted={} issued={} correlations={}",
          group.size(),
          takings.stream().mapToInt(Taking::count).sum(),
          takings.isEmpty()
              ? "-"
              : takings.stream()
                  .map(one -> one.couponId() + ":" + (one.issued() + one.count()))
                  .collect(Collectors.joining(",")),
          group.stream()
              .map(entry -> entry.request().correlationId())
              .collect(Collectors.joining(",")));
    }
  }
}
