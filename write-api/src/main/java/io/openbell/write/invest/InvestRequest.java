package io.openbell.write.invest;

import io.openbell.core.invest.Admission;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskRequest;
import io.openbell.write.desk.RequestFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * One request to invest, checked for form but not yet decided.
 *
 * @param amount whole won, positive
 * @param idempotencyKey null when the client sent none: a repetition is then a new request
 * @param correlationId for logs and messages; where tracing is on it carries the trace, too
 * @param deadline in nanoseconds of {@link System#nanoTime}
 */
record InvestRequest(
    long productId,
    UserId user,
    long amount,
    boolean allowPartial,
    @Nullable IdempotencyKey idempotencyKey,
    String correlationId,
    long deadline)
    implements DeskRequest, Admission.Bid {

  @Override
  public long key() {
    return productId;
  }

  @Override
  public RequestFingerprint fingerprint() {
    return new RequestFingerprint(
        productId + ":" + amount + (allowPartial ? ":partial" : ":whole"));
  }
}
