package io.openbell.core.api;

/**
 * The codes of the envelope, each with the HTTP status it is sent under. Refusals that are a normal
 * business answer are 200; wrong requests are 4xx; what cannot be served now is 5xx.
 */
public enum ApiCode {
  /** Success; {@code 01} on the wire, 200 unless the call creates something. */
  OK("01", 200),
  SOLD_OUT(200),
  INVEST_AMOUNT_OVERFLOW(200),
  NOT_STARTED(200),
  FINISHED(200),
  MISSING_X_USER_ID(400),
  INVALID_REQUEST(400),
  NOT_EXIST_PRODUCT(404),
  NOT_EXIST_INVEST(404),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  NOT_ACCEPTABLE(406),
  IDEMPOTENCY_KEY_IN_USE(409),
  PAYLOAD_TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  IDEMPOTENCY_KEY_REUSED(422),
  TOO_MANY_REQUESTS(429),
  INTERNAL_SERVER_ERROR(500),
  BUSY(503),
  LOCK_UNAVAILABLE(503),
  PRODUCT_HALTED(503),
  UNAVAILABLE(503),
  GATEWAY_TIMEOUT(504);

  private final String wireName;
  private final int status;

  ApiCode(int status) {
    this.wireName = name();
    this.status = status;
  }

  ApiCode(String wireName, int status) {
    this.wireName = wireName;
    this.status = status;
  }

  /** The value of {@code code} in the envelope. */
  public String wireName() {
    return wireName;
  }

  /** The HTTP status, repeated in the envelope's {@code status}. */
  public int status() {
    return status;
  }

  /** Whether asking again later can help, which is when {@code Retry-After} is sent. */
  public boolean isTemporary() {
    return status == 503 || status == 429 || this == IDEMPOTENCY_KEY_IN_USE;
  }
}
