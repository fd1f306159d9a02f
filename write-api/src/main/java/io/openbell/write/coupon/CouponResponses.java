package io.openbell.write.coupon;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.coupon.Refusal;
import io.openbell.write.desk.Answer;
import io.openbell.write.response.DeskResponses;
import java.time.LocalDateTime;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The one mapping of what becomes of requests for coupons to responses of the contract. */
@Component
class CouponResponses {
  private final ApiZone zone;

  CouponResponses(ApiZone zone) {
    this.zone = zone;
  }

  /** A coupon in the user's hand, as clients see it. */
  record IssuedCouponView(UUID userCouponId, long no, LocalDateTime expiresAt) {}

  /**
   * The envelope of an answer.
   *
   * @throws ApiException for those that are not sent under 200 or 201
   */
  Envelope<?> toEnvelope(Answer<CouponOutcome> answer) {
    if (!(answer instanceof Answer.Decided<CouponOutcome> decided)) {
      throw DeskResponses.toException(answer);
    }
    if (decided.outcome() instanceof CouponOutcome.Issued issued) {
      return Envelope.created(shown(issued.coupon()));
    }
    if (decided.outcome() instanceof CouponOutcome.AlreadyIssued already) {
      return Envelope.refused(
          ApiCode.COUPON_ALREADY_ISSUED,
          ApiCode.COUPON_ALREADY_ISSUED.message(),
          shown(already.coupon()));
    }
    if (decided.outcome() instanceof CouponOutcome.Refused refused) {
      return toEnvelope(refused.refusal());
    }
    throw DeskResponses.nobodyMapped(decided.outcome());
  }

  private Envelope<?> toEnvelope(Refusal refusal) {
    if (refusal instanceof Refusal.NotExistCoupon) {
      throw new ApiException(ApiCode.NOT_EXIST_COUPON);
    }
    if (refusal instanceof Refusal.NotStarted early) {
      return Envelope.refused(
          ApiCode.NOT_STARTED,
          "couponId: is issued from %s on".formatted(zone.local(early.opensAt())));
    }
    if (refusal instanceof Refusal.Finished late) {
      return Envelope.refused(
          ApiCode.FINISHED, "couponId: was issued until %s".formatted(zone.local(late.closesAt())));
    }
    if (refusal instanceof Refusal.SoldOut) {
      return Envelope.refused(ApiCode.COUPON_SOLD_OUT, ApiCode.COUPON_SOLD_OUT.message());
    }
    throw DeskResponses.nobodyMapped(refusal);
  }

  private IssuedCouponView shown(UserCoupon coupon) {
    return new IssuedCouponView(coupon.userCouponId(), coupon.no(), zone.local(coupon.expiresAt()));
  }
}
