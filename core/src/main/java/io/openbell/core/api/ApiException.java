package io.openbell.core.api;

/**
 * A request that is wrong, or cannot be served now. Expected business refusals are values of the
 * domain, never this exception.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ApiCode code;

  /** An error with the message of its code, which has no gaps. */
  public ApiException(ApiCode code) {
    this(code, code.message());
  }

  /**
   * An error of which there is more to tell than its code's message.
   *
   * @param message for the client: names the field and the rule, tells nothing about the inside
   */
  public ApiException(ApiCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** A 400 {@code INVALID_REQUEST} whose message is {@code field: rule}. */
  public static ApiException invalid(String field, String rule) {
    return new ApiException(ApiCode.INVALID_REQUEST, ApiCode.INVALID_REQUEST.message(field, rule));
  }

  /**
   * A 413 {@code PAYLOAD_TOO_LARGE}.
   *
   * @param limit most bytes of a body
   */
  public static ApiException bodyTooLarge(long limit) {
    String text = limit % 1024 == 0 ? limit / 1024 + " KiB" : limit + " bytes";
    return new ApiException(ApiCode.PAYLOAD_TOO_LARGE, ApiCode.PAYLOAD_TOO_LARGE.message(text));
  }

  /** A 400 {@code INVALID_REQUEST}: the body did not arrive in time. */
  public static ApiException bodyTooSlow() {
    return invalid("body", "came too slowly");
  }

  /** The code the client is told. */
  public ApiCode code() {
    return code;
  }
}
