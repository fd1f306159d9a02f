package io.openbell.write.disk;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Health {@code diskRoom}: whether the disk of an embedded database has room. Not part of
 * readiness, because a ready instance can tell clients why nothing is accepted.
 */
@Component("diskRoom")
class DiskHealth extends AbstractHealthIndicator {
  private final DatabaseDisk disk;

  DiskHealth(DatabaseDisk disk) {
    this.disk = disk;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.status(disk.isFull() ? "DOWN" : "UP");
  }
}
