package io.openbell.read.product;

import java.io.Serializable;
import java.time.Instant;

/**
 * What never changes about a product.
 *
 * @param totalInvestingAmount whole won to raise
 * @param startedAt first instant at which it can be invested in
 * @param finishedAt first instant at which it no longer can
 */
public record ProductFacts(
    long productId, String title, long totalInvestingAmount, Instant startedAt, Instant finishedAt)
    implements Serializable {

  /** Whether {@code now} lies within the recruiting period. */
  public boolean isOpenAt(Instant now) {
    return !now.isBefore(startedAt) && now.isBefore(finishedAt);
  }
}
