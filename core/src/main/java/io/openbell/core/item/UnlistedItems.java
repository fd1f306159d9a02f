package io.openbell.core.item;

/**
 * Items that nobody is shown: what starting instances warm up with. No real item ever gets such an
 * id.
 */
public final class UnlistedItems {
  /** The first of the ids; all from here on are reserved. */
  public static final long FIRST_ID = Long.MAX_VALUE - 99;

  /** The beginning of the ids of the users who order them. */
  public static final String BUYERS = "warm-up-";

  private UnlistedItems() {}

  /** Whether what this user has ordered was a warm-up, and is removed once it is over. */
  public static boolean areOrderedBy(String userId) {
    return userId.startsWith(BUYERS);
  }
}
