package io.openbell.write.desk;

import java.util.concurrent.TimeUnit;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The distributed lock of a product. It keeps instances out of each other's way; what may be
 * written is decided by the database alone, for a lease can run out under a paused holder.
 */
@Component
class ProductLock {
  private static final Logger log = LoggerFactory.getLogger(ProductLock.class);

  private final RedissonClient redis;
  private final DeskMeters meters;
  private final DeskProperties properties;

  ProductLock(RedissonClient redis, DeskMeters meters, DeskProperties properties) {
    this.redis = redis;
    this.meters = meters;
    this.properties = properties;
  }

  /**
   * Runs the work while holding the lock.
   *
   * @throws LockUnavailableException when the lock was not to be had; the work has not run
   */
  void holding(long productId, Runnable work) throws LockUnavailableException {
    RLock lock = redis.getLock("lock:product:" + productId);
    acquireTimed(lock);
    long acquired = System.nanoTime();
    try {
      work.run();
    } finally {
      release(lock);
      meters.lockHeld(System.nanoTime() - acquired);
    }
  }

  private void acquireTimed(RLock lock) throws LockUnavailableException {
    long start = System.nanoTime();
    try {
      acquire(lock);
    } finally {
      meters.lockWaited(System.nanoTime() - start);
    }
  }

  private void acquire(RLock lock) throws LockUnavailableException {
    boolean acquired;
    try {
      acquired =
          lock.tryLock(
              properties.lockWait().toMillis(),
              properties.lockLease().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockUnavailableException("interrupted");
    } catch (RuntimeException e) {
      throw new LockUnavailableException(e.toString());
    }
    if (!acquired) {
      throw new LockUnavailableException("held elsewhere for " + properties.lockWait());
    }
  }

  private void release(RLock lock) {
    try {
      lock.unlock();
    } catch (RuntimeException e) {
      // The work is done. The lease frees the lock, or has done so already.
      log.warn("event=lock-not-released lock={} cause={}", lock.getName(), e.toString());
    }
  }

  /** The lock was not to be had. */
  static final class LockUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    LockUnavailableException(String reason) {
      super(reason, null, false, false);
    }
  }
}
