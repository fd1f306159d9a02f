package io.openbell.write.coupon;

import io.openbell.core.coupon.Refusal;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.Desks;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The one way in for requests for coupons, whatever transport brings them. Never blocks. */
@Component
class CouponDoor {
  private final Desk<CouponRequest, CouponOutcome> desk;

  CouponDoor(Desks desks, CouponCommit commit) {
    // Nothing is PENDING: who has a coupon has it.
    this.desk = desks.open("coupon", commit, () -> false);
  }

  /** The future completes with the request's one answer, never exceptionally. */
  CompletableFuture<Answer<CouponOutcome>> issue(CouponRequest request) {
    if (request.couponId() <= 0) {
      return CompletableFuture.completedFuture(
          new Answer.Decided<>(new CouponOutcome.Refused(new Refusal.NotExistCoupon())));
    }
    return desk.submit(request);
  }
}
