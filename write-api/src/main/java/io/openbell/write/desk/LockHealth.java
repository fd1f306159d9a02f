package io.openbell.write.desk;

import org.redisson.api.RedissonClient;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Health {@code lock}: whether locks can be had. Without them no investment is taken. */
@Component("lock")
class LockHealth extends AbstractHealthIndicator {
  private final RedissonClient redis;

  LockHealth(RedissonClient redis) {
    super("the lock service does not answer");
    this.redis = redis;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    redis.getLock("lock:health").isLocked();
    builder.up();
  }
}
