package io.openbell.standalone;

import java.time.Duration;
import java.util.Optional;

/**
 * When a process that ended by itself is started again: after a pause that grows, and after so many
 * ends in a row not any more. A process that has run for a minute begins a new row.
 */
final class Restarts {
  /** How often in a row: with pauses of 1, 2, 4, 8, 16 and 32 s that is about a minute. */
  static final int MOST = 6;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

  private final Duration firstPause;
  private int inARow;

  /** The first of a row waits that long, each other one twice as long as the one before. */
  Restarts(Duration firstPause) {
    this.firstPause = firstPause;
  }

  /**
   * It has ended.
   *
   * @param lifetime how long it had run
   * @return the pause before it is started again, or empty when it is given up
   */
  Optional<Duration> afterEnd(Duration lifetime) {
    if (lifetime.compareTo(LONG_ENOUGH) >= 0) {
      forget();
    }
    if (inARow == MOST) {
      return Optional.empty();
    }
    inARow++;
    return Optional.of(firstPause.multipliedBy(1L << (inARow - 1)));
  }

  /** Somebody asked for a new row. */
  void forget() {
    inARow = 0;
  }
}
