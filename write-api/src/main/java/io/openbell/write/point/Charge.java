package io.openbell.write.point;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.RequestFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A charge that a user asks for.
 *
 * @param amount points, positive
 * @param idempotencyKey null when the client brought none: repeating it then is a new charge
 */
record Charge(
    UserId user, long amount, @Nullable IdempotencyKey idempotencyKey, String correlationId) {

  RequestFingerprint fingerprint() {
    return new RequestFingerprint(Long.toString(amount));
  }
}
