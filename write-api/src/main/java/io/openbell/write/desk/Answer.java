package io.openbell.write.desk;

import io.openbell.core.invest.Refusal;

/** What the desk tells a client. Every request gets exactly one. */
public sealed interface Answer {

  /**
   * Committed as PENDING, now or under the same key before.
   *
   * @param amount won taken
   */
  record Invested(long amount) implements Answer {}

  /** Nothing was taken, for a reason of the business. */
  record Refused(Refusal refusal) implements Answer {}

  /** A request under the same key of the same user is being decided right now. */
  record KeyInUse() implements Answer {}

  /** The key stands for another request that was accepted before. */
  record KeyReused() implements Answer {}

  /** Too much is waiting already; nothing was taken. */
  record Busy() implements Answer {}

  /** The product's lock could not be had; nothing was taken. */
  record LockUnavailable() implements Answer {}

  /** The product is not sold until an operator says so; nothing was taken. */
  record Halted() implements Answer {}

  /**
   * The disk of the database is full, or so nearly that nothing is tried; repeating the request
   * with its key settles what became of it.
   */
  record DiskFull() implements Answer {}

  /** The database did not answer; repeating the request with its key settles what became of it. */
  record Unavailable() implements Answer {}
}
