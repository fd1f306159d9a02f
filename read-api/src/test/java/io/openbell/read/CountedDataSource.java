package io.openbell.read;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts how often the service goes to its database at all, and can let it wait there. */
public final class CountedDataSource implements BeanPostProcessor {
  private final AtomicInteger borrowed = new AtomicInteger();

  private volatile CountDownLatch held = new CountDownLatch(0);

  /** Who goes to the database waits, until {@link #release}. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  public void release() {
    held.countDown();
  }

  public int borrowed() {
    return borrowed.get();
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof DataSource pool)) {
      return bean;
    }
    return new DelegatingDataSource(pool) {
      @Override
      public Connection getConnection() throws SQLException {
        borrowed.incrementAndGet();
        try {
          held.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new SQLException(e);
        }
        return super.getConnection();
      }
    };
  }
}
