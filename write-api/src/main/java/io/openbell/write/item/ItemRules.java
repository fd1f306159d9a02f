package io.openbell.write.item;

import io.openbell.core.api.ApiException;
import io.openbell.core.request.PlainText;

/** What holds for the texts of items, whichever call brings them. */
final class ItemRules {
  /** Longest name, in UTF-16 units; the width of the column. */
  static final int LONGEST_NAME = 500;

  static final String NAME_LENGTH = "must be at most 500 characters";

  private ItemRules() {}

  /**
   * @throws ApiException {@code INVALID_REQUEST} when the text has control characters
   */
  static void requirePlain(String field, String text) {
    if (!PlainText.isPlain(text)) {
      throw ApiException.invalid(field, "must not contain control characters");
    }
  }
}
