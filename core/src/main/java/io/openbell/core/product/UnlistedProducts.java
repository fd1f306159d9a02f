package io.openbell.core.product;

/**
 * Products that nobody is shown: what starting instances warm up with, and what the self-test of a
 * starting system invests in. No real product ever gets such an id.
 */
public final class UnlistedProducts {
  /** The first of the ids; all from here on are reserved. */
  public static final long FIRST_ID = Long.MAX_VALUE - 99;

  private UnlistedProducts() {}

  /** Whether this id is one of them. */
  public static boolean contain(long productId) {
    return productId >= FIRST_ID;
  }
}
