package io.openbell.write.desk;

/**
 * What a desk says of a request. Every request gets exactly one answer.
 *
 * @param <T> what the feature decides
 */
public sealed interface Answer<T> {

  /** Decided, now or earlier under the same key. Durable if accepted. */
  record Decided<T>(T outcome) implements Answer<T> {}

  /** A request under the same key of the same user is being decided right now. */
  record KeyInUse<T>() implements Answer<T> {}

  /** The key stands for another request that was accepted before. */
  record KeyReused<T>() implements Answer<T> {}

  /** Too much is waiting already; nothing was taken. */
  record Busy<T>() implements Answer<T> {}

  /** The lock could not be had; nothing was taken. */
  record LockUnavailable<T>() implements Answer<T> {}

  /** What is asked for is not sold until an operator says so; nothing was taken. */
  record Halted<T>() implements Answer<T> {}

  /**
   * The disk of the database is full, or so nearly that nothing is tried; repeating the request
   * with its key settles what became of it.
   */
  record DiskFull<T>() implements Answer<T> {}

  /** The database did not answer; repeating the request with its key settles what became of it. */
  record Unavailable<T>() implements Answer<T> {}
}
