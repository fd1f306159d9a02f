package io.openbell.consumer.batch;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Growing pauses between retries, for as long as waiting makes sense: until the service stops or
 * the channel closes, after which the broker delivers the messages again.
 */
public final class Backoff {
  private static final Duration LOOK_UP_EVERY = Duration.ofMillis(50);

  private final Duration longest;
  private final BooleanSupplier stillWanted;
  private Duration next;

  /**
   * Pauses of which none is over yet.
   *
   * @param stillWanted whether to go on waiting
   */
  public Backoff(Duration first, Duration longest, BooleanSupplier stillWanted) {
    this.next = first;
    this.longest = longest;
    this.stillWanted = stillWanted;
  }

  /**
   * Waits; twice as long each time, up to the longest.
   *
   * @return false, at once, when the work is no longer wanted
   */
  public boolean pause() {
    long end = System.nanoTime() + next.toNanos();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    while (stillWanted.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      try {
        Thread.sleep(Math.min(left / 1_000_000 + 1, LOOK_UP_EVERY.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
