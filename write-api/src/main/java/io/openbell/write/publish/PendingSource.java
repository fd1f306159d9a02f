package io.openbell.write.publish;

import io.openbell.core.broker.Event;
import io.openbell.core.broker.Route;
import java.time.Duration;
import java.util.Optional;

/**
 * A feature's PENDING rows as an outbox. The relay publishes again what is due of each source, and
 * the backlog counts all of them.
 */
public interface PendingSource {
  /** The way of its events. */
  Route route();

  /**
   * Claims rows that are due, longest overdue first, and puts off their next turn by {@link
   * RelayProperties#pauseAfter}. Skips what another instance is claiming. Committed when this
   * returns: should the publishing fail, they come round again.
   *
   * @return an event of at most {@link RelayProperties#batch} rows, none when nothing is due
   */
  Optional<Event> claim();

  /** What is PENDING; at most {@code limit} of it is looked at. */
  Pending pending(long limit);

  /**
   * What is PENDING.
   *
   * @param count how many rows
   * @param oldest how long the oldest of them has been; zero when there is none
   */
  record Pending(long count, Duration oldest) {
    /** Nothing. */
    public static final Pending NONE = new Pending(0, Duration.ZERO);

    /** This and the other, together. */
    Pending plus(Pending other) {
      return new Pending(
          Math.addExact(count, other.count),
          oldest.compareTo(other.oldest) < 0 ? other.oldest : oldest);
    }
  }
}
