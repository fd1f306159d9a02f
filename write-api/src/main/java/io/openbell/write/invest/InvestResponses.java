package io.openbell.write.invest;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.write.desk.Answer;
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
    throw toException(answer);
  }

  private Envelope<?> toEnvelope(Outcome outcome, boolean allowPartial) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return Envelope.ok(allowPartial ? new Taken(accepted.amount()) : "OK");
    }
    if (outcome instanceof Outcome.Refused refused) {
      return toEnvelope(refused.refusal());
    }
    throw nobodyMapped(outcome);
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
    throw nobodyMapped(refusal);
  }

  private static Envelope<?> refused(ApiCode code, Object... values) {
    return Envelope.refused(code, code.message(values));
  }

  private static RuntimeException toException(Answer<Outcome> answer) {
    if (answer instanceof Answer.KeyInUse) {
      return new ApiException(ApiCode.IDEMPOTENCY_KEY_IN_USE);
    }
    if (answer instanceof Answer.KeyReused) {
      return new ApiException(ApiCode.IDEMPOTENCY_KEY_REUSED);
    }
    if (answer instanceof Answer.LockUnavailable) {
      return new ApiException(ApiCode.LOCK_UNAVAILABLE);
    }
    if (answer instanceof Answer.Busy) {
      return new ApiException(ApiCode.BUSY);
    }
    if (answer instanceof Answer.Halted) {
      return new ApiException(ApiCode.PRODUCT_HALTED);
    }
    if (answer instanceof Answer.DiskFull) {
      return DatabaseErrors.diskFull();
    }
    if (answer instanceof Answer.Unavailable) {
      return new ApiException(ApiCode.UNAVAILABLE);
    }
    return nobodyMapped(answer);
  }

  // A mistake of ours, and answered as one.
  private static IllegalStateException nobodyMapped(Object answer) {
    return new IllegalStateException("no response of the contract stands for " + answer);
  }
}
