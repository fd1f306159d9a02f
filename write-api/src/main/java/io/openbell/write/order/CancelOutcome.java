package io.openbell.write.order;

import io.openbell.core.order.OrderStatus;

/**
 * What becomes of a request to cancel an order. Refusals are in the order of precedence: of several
 * the first one listed is told.
 */
sealed interface CancelOutcome {

  /** What it reserved is on sale again, now or under the same key before. */
  record Cancelled(PlacedOrder order) implements CancelOutcome {}

  /** The key stands for another cancellation. */
  record KeyReused() implements CancelOutcome {}

  /** This user has no such order. */
  record NotExistOrder() implements CancelOutcome {}

  /** It was cancelled before. */
  record AlreadyCancelled() implements CancelOutcome {}

  /** An order of this status is not cancelled. */
  record NotCancellable(OrderStatus status) implements CancelOutcome {}
}
