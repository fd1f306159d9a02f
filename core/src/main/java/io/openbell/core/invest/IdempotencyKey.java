package io.openbell.core.invest;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chosen by the client for one investment it means to make: 1 to 100 letters, digits and {@code - _
 * . : ~}, but not {@code .} or {@code ..}, so that it also fits into a path.
 */
public record IdempotencyKey(String value) {
  private static final Pattern WELL_FORMED =
      Pattern.compile("(?!\\.{1,2}\\z)[A-Za-z0-9._:~-]{1,100}");

  /**
   * @throws ApiException {@code INVALID_REQUEST} when the key is not well-formed
   */
  public IdempotencyKey {
    if (!WELL_FORMED.matcher(value).matches()) {
      throw ApiException.invalid(
          ApiHeaders.IDEMPOTENCY_KEY,
          "must be 1 to 100 letters, digits or any of - _ . : ~, not only one or two dots");
    }
  }

  /** The key a request brings, null when it brings none. */
  public static @Nullable IdempotencyKey ofHeader(@Nullable String header) {
    return header == null ? null : new IdempotencyKey(header);
  }
}
