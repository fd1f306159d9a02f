package io.openbell.write.response;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.write.desk.Answer;

/** The responses of the contract to what the desk answers instead of a decision. */
public final class DeskResponses {
  private DeskResponses() {}

  /**
   * The error that an answer is that decided nothing.
   *
   * @return an {@link ApiException}; an {@link IllegalStateException} for an answer that only a
   *     feature can put into words
   */
  public static RuntimeException toException(Answer<?> answer) {
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
    if (answer instanceof Answer.DiskFull) {
      return DatabaseErrors.diskFull();
    }
    if (answer instanceof Answer.Unavailable) {
      return new ApiException(ApiCode.UNAVAILABLE);
    }
    return nobodyMapped(answer);
  }

  /** A mistake of ours, and answered as one: the contract has no word for this. */
  public static IllegalStateException nobodyMapped(Object answer) {
    return new IllegalStateException("no response of the contract stands for " + answer);
  }
}
