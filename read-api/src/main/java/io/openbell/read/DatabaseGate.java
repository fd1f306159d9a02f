package io.openbell.read;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The way to the database. The request that finds it away has waited for a timeout; for a short
 * while after that, all others are refused at once. Otherwise a crowd of personal reads would keep
 * every thread in a timeout, and the cached lists, which need no database, would wait behind them.
 */
@Component
public class DatabaseGate {
  private final long pauseNanos;
  private final LongSupplier nanos;
  private final AtomicLong closedUntil;

  @Autowired
  DatabaseGate(ReadProperties properties) {
    this(properties.databasePause().toNanos(), System::nanoTime);
  }

  DatabaseGate(long pauseNanos, LongSupplier nanos) {
    this.pauseNanos = pauseNanos;
    this.nanos = nanos;
    this.closedUntil = new AtomicLong(nanos.getAsLong());
  }

  /**
   * Runs a query.
   *
   * @throws ApiException {@code UNAVAILABLE} when the database was away a moment ago
   * @throws org.springframework.dao.DataAccessException as the query throws it
   */
  public <T> T ask(Supplier<T> query) {
    if (nanos.getAsLong() - closedUntil.get() < 0) {
      throw new ApiException(ApiCode.UNAVAILABLE);
    }
    try {
      return query.get();
    } catch (RuntimeException e) {
      if (DatabaseErrors.isAway(e)) {
        closedUntil.set(nanos.getAsLong() + pauseNanos);
      }
      throw e;
    }
  }
}
