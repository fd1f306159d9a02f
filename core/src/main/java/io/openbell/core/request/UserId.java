package io.openbell.core.request;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import org.jspecify.annotations.Nullable;

/** Who invests: 1 to 100 characters, not blank, no control characters. */
public record UserId(String value) {
  /** Longest user id, in UTF-16 units; the width of the column. */
  public static final int MAX_LENGTH = 100;

  /**
   * @throws ApiException {@code INVALID_REQUEST} naming the rule that is broken
   */
  public UserId {
    if (value.isBlank()) {
      throw ApiException.invalid(ApiHeaders.USER_ID, "must not be blank");
    }
    if (value.length() > MAX_LENGTH) {
      throw ApiException.invalid(
          ApiHeaders.USER_ID, "must be at most " + MAX_LENGTH + " characters");
    }
    PlainText.require(ApiHeaders.USER_ID, value);
  }

  /**
   * The user a request names.
   *
   * @throws ApiException {@code MISSING_X_USER_ID} without the header, {@code INVALID_REQUEST} when
   *     its value breaks a rule
   */
  public static UserId ofHeader(@Nullable String header) {
    if (header == null) {
      throw new ApiException(ApiCode.MISSING_X_USER_ID);
    }
    return new UserId(ApiHeaders.utf8(ApiHeaders.USER_ID, header));
  }
}
