package io.openbell.core.order;

/** Where an order stands. What it reserves is sold when it is paid, or else goes back, once. */
public enum OrderStatus {
  /** Its items are reserved until {@code payBy}. */
  CREATED,
  /** Its payment is accepted, the points are taken, and it is about to be finalized. */
  PAYING,
  /** Paid, its items are sold. */
  PAID,
  /** What it reserved is on sale again. */
  CANCELLED,
  /** Not paid in time; what it reserved is on sale again. */
  EXPIRED;

  /** Whether an order may go from this status to the next. */
  public boolean mayBecome(OrderStatus next) {
    return switch (this) {
      case CREATED -> next == PAYING || next == CANCELLED || next == EXPIRED;
      case PAYING -> next == PAID || next == CANCELLED;
      case PAID, CANCELLED, EXPIRED -> false;
    };
  }
}
