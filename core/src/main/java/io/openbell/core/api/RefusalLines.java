package io.openbell.core.api;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Limits how many lines about refused requests are logged in one second, and counts the others in
 * one line at its end. A second begins with its first line, so nothing runs while nothing is
 * refused.
 */
final class RefusalLines {
  private final int perSecond;
  private final Consumer<Runnable> afterASecond;
  private final Consumer<String> log;
  private final SortedMap<Integer, Long> leftOut = new TreeMap<>();
  private boolean counting;
  private int passed;

  /**
   * @param afterASecond runs something when a second has passed
   * @param log gets the event that tells how many of which status were left out
   */
  RefusalLines(int perSecond, Consumer<Runnable> afterASecond, Consumer<String> log) {
    this.perSecond = perSecond;
    this.afterASecond = afterASecond;
    this.log = log;
  }

  /** Whether a request that was refused with this status gets a line of its own. */
  synchronized boolean pass(int status) {
    if (!counting) {
      counting = true;
      passed = 0;
      afterASecond.accept(this::tellWhatWasLeftOut);
    }
    if (passed < perSecond) {
      passed++;
      return true;
    }
    leftOut.merge(status, 1L, Long::sum);
    return false;
  }

  private synchronized void tellWhatWasLeftOut() {
    counting = false;
    if (leftOut.isEmpty()) {
      return;
    }
    StringBuilder event = new StringBuilder("event=refused-not-logged count=");
    event.append(leftOut.values().stream().mapToLong(Long::longValue).sum());
    leftOut.forEach(
        (status, count) -> event.append(" status-").append(status).append('=').append(count));
    leftOut.clear();
    log.accept(event.toString());
  }
}
