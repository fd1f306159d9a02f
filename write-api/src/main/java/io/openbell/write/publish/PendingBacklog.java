package io.openbell.write.publish;

import io.openbell.write.desk.Backlog;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.publish.PendingSource.Pending;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts what is PENDING once a second, of all features together: they share the database that
 * finalizing waits for. While it is more than {@code openbell.desk.max-pending}, nothing more is
 * taken: finalizing lags too far behind.
 */
@Component
class PendingBacklog implements Backlog {
  private static final Logger log = LoggerFactory.getLogger(PendingBacklog.class);

  private final List<PendingSource> sources;
  private final long maxPending;
  private volatile Pending pending = Pending.NONE;

  PendingBacklog(List<PendingSource> sources, PublishMeters meters, DeskProperties properties) {
    this.sources = sources;
    this.maxPending = properties.maxPending();
    meters.showPending(() -> pending.count(), () -> pending.oldest().toMillis() / 1e3);
  }

  @Override
  public boolean isFull() {
    return pending.count() >= maxPending;
  }

  @Scheduled(fixedDelayString = "${openbell.relay.interval:1s}")
  void measure() {
    try {
      boolean wasFull = isFull();
      Pending found = Pending.NONE;
      for (PendingSource source : sources) {
        found = found.plus(source.pending(maxPending));
      }
      pending = found;
      if (isFull() != wasFull) {
        log.warn("event=backlog full={} maxPending={}", isFull(), maxPending);
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=backlog-not-measured cause={}", e.toString());
    }
  }
}
