package io.openbell.consumer.invest;

import io.openbell.consumer.batch.OneLine;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.RedisFigures;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Shows committed figures to the readers. Redis being away never holds up finalizing: what could
 * not be shown is owed, and tried again until it is shown.
 */
@Component
class FiguresUpdate {
  /** Of products whose figures are owed. Beyond it readers wait until the old figures expire. */
  private static final int MOST_OWED = 10_000;

  private static final int AT_ONCE = 500;
  private static final Logger log = LoggerFactory.getLogger(FiguresUpdate.class);

  private final CommittedFigures committed;
  private final RedisFigures redis;
  private final Set<Long> owed = ConcurrentHashMap.newKeySet();

  FiguresUpdate(CommittedFigures committed, RedisFigures redis) {
    this.committed = committed;
    this.redis = redis;
  }

  /** Shows how these products stand now. Call after the commit; never throws. */
  void show(Collection<Long> productIds) {
    if (owed.isEmpty()) {
      tryToShow(productIds);
    } else {
      // Redis was away a moment ago: do not let every batch wait to find that out.
      owe(productIds);
    }
  }

  @Scheduled(fixedDelayString = "${openbell.finalize.owed-retry:1s}")
  void showOwed() {
    boolean shown = true;
    while (shown && !owed.isEmpty()) {
      List<Long> ids = owed.stream().limit(AT_ONCE).toList();
      // Taken off first: a change committed meanwhile owes its product again.
      ids.forEach(owed::remove);
      shown = tryToShow(ids);
    }
  }

  private boolean tryToShow(Collection<Long> productIds) {
    boolean shown = false;
    try {
      shown = redis.show(committed.of(productIds));
    } catch (RuntimeException e) {
      log.warn("event=figures-not-read products={} cause={}", productIds.size(), OneLine.of(e));
    }
    if (!shown) {
      owe(productIds);
    }
    return shown;
  }

  private void owe(Collection<Long> productIds) {
    for (Long id : productIds) {
      if (owed.size() >= MOST_OWED) {
        log.warn("event=figures-given-up products={}", productIds.size());
        return;
      }
      owed.add(id);
    }
  }
}
