package io.openbell.write.desk;

import io.openbell.core.invest.Admission;
import io.openbell.core.invest.IdempotencyKey;
import io.openbell.core.invest.RequestFingerprint;
import io.openbell.core.invest.UserId;
import org.jspecify.annotations.Nullable;

/**
 * One request to invest, checked for form but not yet decided.
 *
 * @param amount whole won, positive
 * @param key null when the client brought none: repeating it then is a new request
 * @param correlationId for the logs
 */
public record InvestRequest(
    long productId,
    UserId user,
    long amount,
    boolean allowPartial,
    @Nullable IdempotencyKey key,
    String correlationId)
    implements Admission.Bid {

  RequestFingerprint fingerprint() {
    return RequestFingerprint.of(productId, amount, allowPartial);
  }
}
