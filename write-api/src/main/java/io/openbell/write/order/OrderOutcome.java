package io.openbell.write.order;

import io.openbell.core.order.Refusal;

/** What is decided of a request to order. */
sealed interface OrderOutcome {

  /** It is an order now, or was made one under the same key before. */
  record Placed(PlacedOrder order) implements OrderOutcome {}

  /** Nothing is taken. */
  record Refused(Refusal refusal) implements OrderOutcome {}
}
