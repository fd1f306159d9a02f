package io.openbell.core.invest;

import java.time.Instant;

/**
 * Why an investment is refused, in the order of precedence: of several reasons the first one listed
 * is told. Sold out comes before finished, so that a desk that remembers being sold out needs no
 * clock.
 */
public sealed interface Refusal {

  /** No such product. */
  record NotExistProduct() implements Refusal {}

  /** The recruiting period begins at {@code startedAt}. */
  record NotStarted(Instant startedAt) implements Refusal {}

  /** Nothing is left. */
  record SoldOut() implements Refusal {}

  /** The recruiting period ended at {@code finishedAt}. */
  record Finished(Instant finishedAt) implements Refusal {}

  /** More than the {@code remaining} won that are left. */
  record AmountOverflow(long remaining) implements Refusal {}
}
