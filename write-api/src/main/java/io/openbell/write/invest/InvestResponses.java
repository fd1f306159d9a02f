package io.openbell.write.invest;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.write.desk.Answer;
import io.openbell.write.response.DeskResponses;
import org.springframework.stereotype.Component;

/** The one mapping of the desk's answers to responses of the contract. */
@Component
class InvestResponses {
  private final ApiZone zone;

  InvestResponses(ApiZone zone) {
    this.zone = zone;
  }

  /** The amount taken of a request that allowed less than it asked for. */
  record Taken(long investAmount) {}

  /**
   * The envelope of an answer.
   *
   * @param allowPartial whether the request allowed less, and so must be told the amount
   * @throws ApiException for those that are not sent with 200
   */
  Envelope<?> toEnvelope(Answer<Outcome> answer, boolean allowPartial) {
    if (answer instanceof Answer.Decided<Outcome> decided) {
      return toEnvelope(decided.outcome(), allowPartial);
    }
    if (answer instanceof Answer.Halted) {
      throw new ApiException(ApiCode.PRODUCT_HALTED);
    }
    throw DeskResponses.toException(answer);
  }

  private Envelope<?> toEnvelope(Outcome outcome, boolean allowPartial) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return Envelope.ok(allowPartial ? new Taken(accepted.amount()) : "OK");
    }
    if (outcome instanceof Outcome.Refused refused) {
      return toEnvelope(refused.refusal());
    }
    throw DeskResponses.nobodyMapped(outcome);
  }

  private Envelope<?> toEnvelope(Refusal refusal) {
    if (refusal instanceof Refusal.SoldOut) {
      return refused(ApiCode.SOLD_OUT);
    }
    if (refusal instanceof Refusal.AmountOverflow overflow) {
      return refused(ApiCode.INVEST_AMOUNT_OVERFLOW, overflow.remaining());
    }
    if (refusal instanceof Refusal.NotStarted notStarted) {
      return refused(ApiCode.NOT_STARTED, zone.local(notStarted.startedAt()));
    }
    if (refusal instanceof Refusal.Finished finished) {
      return refused(ApiCode.FINISHED, zone.local(finished.finishedAt()));
    }
    if (refusal instanceof Refusal.NotExistProduct) {
      throw new ApiException(ApiCode.NOT_EXIST_PRODUCT);
    }
    throw DeskResponses.nobodyMapped(refusal);
  }

  private static Envelope<?> refused(ApiCode code, Object... values) {
    return Envelope.refused(code, code.message(values));
  }
}
