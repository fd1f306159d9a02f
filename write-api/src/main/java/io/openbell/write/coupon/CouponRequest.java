package io.openbell.write.coupon;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskRequest;
import io.openbell.write.desk.RequestFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * One request for a coupon. It needs no idempotency key: who asks again is told what they have.
 *
 * @param correlationId for logs; where tracing is on it carries the trace, too
 * @param deadline in nanoseconds of {@link System#nanoTime}
 */
record CouponRequest(long couponId, UserId user, String correlationId, long deadline)
    implements DeskRequest {

  @Override
  public long key() {
    return couponId;
  }

  @Override
  public @Nullable IdempotencyKey idempotencyKey() {
    return null;
  }

  /** The user may have one, also of what is sold out. */
  @Override
  public boolean mayRepeatAnAcceptedOne() {
    return true;
  }

  @Override
  public RequestFingerprint fingerprint() {
    return new RequestFingerprint(Long.toString(couponId));
  }
}
