package io.openbell.core.invest;

/**
 * What was asked under an idempotency key, readable and exact: two requests are the same when their
 * fingerprints are.
 */
public record RequestFingerprint(String value) {

  /** The fingerprint of one invest request. */
  public static RequestFingerprint of(long productId, long investAmount, boolean allowPartial) {
    return new RequestFingerprint(
        productId + ":" + investAmount + (allowPartial ? ":partial" : ":whole"));
  }

  /** Whether the request allowed a smaller amount, and so is answered with the amount taken. */
  public boolean allowsPartial() {
    return value.endsWith(":partial");
  }
}
