package io.openbell.core.api;

/**
 * A request that is wrong, or cannot be served now. Expected business refusals are values of the
 * domain, never this exception.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ApiCode code;

  /**
   * @param message for the client: names the field and the rule, says nothing of the inside
   */
  public ApiException(ApiCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** A 400 {@code INVALID_REQUEST} whose message is {@code field: rule}. */
  public static ApiException invalid(String field, String rule) {
    return new ApiException(ApiCode.INVALID_REQUEST, field + ": " + rule);
  }

  /** The 404 {@code NOT_FOUND} of a path at which there is no call and no file. */
  public static ApiException nothingHere() {
    return new ApiException(ApiCode.NOT_FOUND, "path: nothing is served here");
  }

  /** The code the client is told. */
  public ApiCode code() {
    return code;
  }
}
