package io.openbell.core.invest;

import java.time.Instant;

/**
 * What a decision needs to know of a product.
 *
 * @param total whole won on offer
 * @param reserved won already accepted, 0 to {@code total}
 * @param startedAt first instant at which it can be invested in
 * @param finishedAt first instant at which it no longer can
 */
public record Offer(long total, long reserved, Instant startedAt, Instant finishedAt) {
  /**
   * @throws IllegalArgumentException when more is reserved than there is
   */
  public Offer {
    if (reserved < 0 || reserved > total) {
      throw new IllegalArgumentException("reserved " + reserved + " of " + total);
    }
  }
}
