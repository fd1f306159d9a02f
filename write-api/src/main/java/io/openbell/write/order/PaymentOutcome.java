package io.openbell.write.order;

import io.openbell.core.order.OrderStatus;
import java.time.Instant;

/**
 * What becomes of a request to pay an order. Refusals are in the order of precedence: of several
 * the first one listed is told.
 */
sealed interface PaymentOutcome {

  /** The points are taken, now or under the same key before. */
  record Paying(AcceptedPayment payment) implements PaymentOutcome {}

  /** The key stands for the payment of another order. */
  record KeyReused() implements PaymentOutcome {}

  /** This user has no such order. */
  record NotExistOrder() implements PaymentOutcome {}

  /** It is paid, or its payment is on the way. */
  record AlreadyPaid() implements PaymentOutcome {}

  /** It could be paid until {@code payBy}. */
  record Expired(Instant payBy) implements PaymentOutcome {}

  /** An order of this status is not paid any more. */
  record NotPayable(OrderStatus status) implements PaymentOutcome {}

  /** The user has fewer points than the order costs. */
  record PointShort(long total, long balance) implements PaymentOutcome {}
}
