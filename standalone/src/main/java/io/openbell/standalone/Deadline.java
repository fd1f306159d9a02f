package io.openbell.standalone;

import java.time.Duration;

/** A moment on the monotonic clock by which something must be done. */
final class Deadline {
  private final long begin = System.nanoTime();
  private final Duration patience;

  Deadline(Duration patience) {
    this.patience = patience;
  }

  Duration left() {
    Duration left = patience.minusNanos(System.nanoTime() - begin);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
