package io.openbell.consumer.finalizing;

/** What became of a piece of work that was retried as long as that made sense. */
sealed interface Attempt<T> {
  /** It worked. */
  record Done<T>(T value) implements Attempt<T> {}

  /** It does not work, and repeating it will not help. */
  record GivenUp<T>(FailureKind kind, RuntimeException cause) implements Attempt<T> {}

  /** It did not work so far, and nobody may wait any longer. */
  record Interrupted<T>() implements Attempt<T> {}
}
