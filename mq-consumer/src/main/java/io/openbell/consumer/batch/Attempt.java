package io.openbell.consumer.batch;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** What became of a piece of work that was retried as long as that made sense. */
sealed interface Attempt<T> {
  /** It worked. */
  record Done<T>(T value) implements Attempt<T> {
    @Override
    public <R> R match(
        Function<T, R> done,
        BiFunction<FailureKind, RuntimeException, R> givenUp,
        Supplier<R> interrupted) {
      return done.apply(value);
    }
  }

  /** It does not work, and repeating it will not help. */
  record GivenUp<T>(FailureKind kind, RuntimeException cause) implements Attempt<T> {
    @Override
    public <R> R match(
        Function<T, R> done,
        BiFunction<FailureKind, RuntimeException, R> givenUp,
        Supplier<R> interrupted) {
      return givenUp.apply(kind, cause);
    }
  }

  /** It did not work so far, and nobody may wait any longer. */
  record Interrupted<T>() implements Attempt<T> {
    @Override
    public <R> R match(
        Function<T, R> done,
        BiFunction<FailureKind, RuntimeException, R> givenUp,
        Supplier<R> interrupted) {
      return interrupted.get();
    }
  }

  /** Goes the branch of its kind. Another kind would not compile before every user has one. */
  <R> R match(
      Function<T, R> done,
      BiFunction<FailureKind, RuntimeException, R> givenUp,
      Supplier<R> interrupted);
}
