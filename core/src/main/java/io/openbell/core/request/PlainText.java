package io.openbell.core.request;

import io.openbell.core.api.ApiException;

/** Text that a log line, a database and a screen can all carry. */
public final class PlainText {
  private PlainText() {}

  /**
   * @throws ApiException {@code INVALID_REQUEST} naming the field when its text is not plain
   */
  public static void require(String field, String text) {
    if (!isPlain(text)) {
      throw ApiException.invalid(field, "must not contain control characters");
    }
  }

  /** Whether the text has no control characters and no half of a surrogate pair. */
  public static boolean isPlain(String text) {
    return text.codePoints()
        .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
  }
}
