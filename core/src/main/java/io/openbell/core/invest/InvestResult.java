package io.openbell.core.invest;

/** What became of an investment. It leaves PENDING once, and what it becomes is final. */
public enum InvestResult {
  /** Accepted and durable: the amount is reserved. */
  PENDING,
  /** Finalized: counted in user total, confirmed amount and investor count. */
  SUCCESS,
  /** Could not be finalized; the reserved amount is back on offer. */
  FAIL;

  /** Whether an investment may go from this result to the next. */
  public boolean mayBecome(InvestResult next) {
    return this == PENDING && next != PENDING;
  }
}
