package io.openbell.write.desk;

import java.util.concurrent.TimeUnit;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** {@link LaneLock} in Redis, by Redisson, with a bound on waiting and a lease. */
@Component
class RedissonLaneLock implements LaneLock {
  private static final Logger log = LoggerFactory.getLogger(RedissonLaneLock.class);

  private final RedissonClient redis;
  private final DeskMeters meters;
  private final DeskProperties properties;

  RedissonLaneLock(RedissonClient redis, DeskMeters meters, DeskProperties properties) {
    this.redis = redis;
    this.meters = meters;
    this.properties = properties;
  }

  @Override
  public void holding(String lane, Runnable work) throws LockUnavailableException {
    RLock lock = redis.getLock("lock:" + lane);
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
}
