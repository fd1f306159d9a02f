package io.openbell.write.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Health {@code lock}: whether Redis gives locks, without which nothing is accepted. In a crowd a
 * check may fail though Redis works. That is no outage, and must not take the last instance out of
 * the rotation.
 */
@Component("lock")
class LockHealth extends AbstractHealthIndicator {
  /** Longest silence of Redis that does not count as an outage. */
  static final Duration TOLERATED = Duration.ofSeconds(3);

  private final RedissonClient redis;
  private final InstantSource clock;
  private volatile @Nullable Instant answered;

  @Autowired
  LockHealth(RedissonClient redis) {
    this(redis, InstantSource.system());
  }

  LockHealth(RedissonClient redis, InstantSource clock) {
    super("the lock service does not answer");
    this.redis = redis;
    this.clock = clock;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    try {
      redis.getLock("lock:health").isLocked();
      answered = clock.instant();
    } catch (RuntimeException e) {
      Instant last = answered;
      if (last == null || last.plus(TOLERATED).isBefore(clock.instant())) {
        throw e;
      }
      builder.withDetail("unanswered since", last);
    }
    builder.up();
  }
}
