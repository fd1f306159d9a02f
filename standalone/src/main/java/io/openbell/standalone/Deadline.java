package io.openbell.standalone;

import java.time.Duration;
import java.util.Locale;

/** A moment on the monotonic clock by which something must be done. */
final class Deadline {
  private final long begin = System.nanoTime();
  private final Duration patience;

  Deadline(Duration patience) {
    this.patience = patience;
  }

  boolean passed() {
    return elapsed().compareTo(patience) >= 0;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  Duration left() {
    Duration left = patience.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The time since the beginning, as people read it: {@code 11.3 s}. */
  String elapsedText() {
    return String.format(Locale.ROOT, "%.1f s", elapsed().toMillis() / 1000.0);
  }

  /** Waits a moment before one looks again. */
  void pause() {
    try {
      Thread.sleep(Math.min(100, left().toMillis() + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("The start was interrupted.", e);
    }
  }
}
