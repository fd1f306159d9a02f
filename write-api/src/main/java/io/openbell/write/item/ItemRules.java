package io.openbell.write.item;

/** What holds for the texts of items, whichever call brings them. */
final class ItemRules {
  /** Longest name, in UTF-16 units; the width of the column. */
  static final int LONGEST_NAME = 500;

  static final String NAME_LENGTH = "must be at most 500 characters";

  private ItemRules() {}
}
