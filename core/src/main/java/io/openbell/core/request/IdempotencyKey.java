package io.openbell.core.request;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chosen by the client for one investment it means to make: 1 to 100 letters, digits and {@code - _
 * . : ~}, but not {@code .} or {@code ..}, so that it also fits into a path.
 */
public record IdempotencyKey(String value) {
  private static final String QUOTE = "\"";
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

  /**
   * The key a request brings, null when it brings none. The draft of the header (IETF's
   * httpapi-idempotency-key-header) writes it as a string in double quotes; with and without them
   * it is the same key. What such a string would escape, {@code "} and {@code \\}, no key has.
   *
   * @throws ApiException {@code INVALID_REQUEST} when it is not well-formed
   */
  public static @Nullable IdempotencyKey ofHeader(@Nullable String header) {
    if (header == null) {
      return null;
    }
    boolean opened = header.startsWith(QUOTE);
    boolean closed = header.endsWith(QUOTE);
    if (opened != closed || header.equals(QUOTE)) {
      throw ApiException.invalid(
          ApiHeaders.IDEMPOTENCY_KEY, "must have double quotes at both ends or at none");
    }
    return new IdempotencyKey(opened ? header.substring(1, header.length() - 1) : header);
  }
}
