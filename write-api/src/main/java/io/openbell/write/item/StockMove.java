package io.openbell.write.item;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.RequestFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A move of an item's stock that somebody asks for.
 *
 * @param delta not 0; less than 0 is taken out
 * @param idempotencyKey null when the client brought none
 */
record StockMove(
    long itemId,
    long delta,
    String reason,
    @Nullable IdempotencyKey idempotencyKey,
    String correlationId) {

  String kind() {
    return delta > 0 ? "RECEIVE" : "ADJUST";
  }

  RequestFingerprint fingerprint() {
    return RequestFingerprint.digestOf(delta + ":" + reason);
  }
}
