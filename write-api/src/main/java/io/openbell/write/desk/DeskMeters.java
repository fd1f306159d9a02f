package io.openbell.write.desk;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Metrics of all desks together. The meters are created once. A request records one value;
 * everything else is recorded once per group.
 */
@Component
class DeskMeters {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final MeterRegistry registry;
  private final DistributionSummary groupSize;
  private final Timer wait;
  private final Timer lockWait;
  private final Timer lockHold;
  private final Timer commit;

  DeskMeters(MeterRegistry registry, DeskProperties properties) {
    this.registry = registry;
    this.groupSize =
        DistributionSummary.builder("openbell.desk.group.size")
            .description("Requests decided under one lock")
            .register(registry);
    this.wait =
        Timer.builder("openbell.desk.wait")
            .description("From queueing a request until it is taken into a group")
            .publishPercentileHistogram()
            .minimumExpectedValue(SHORTEST)
            .maximumExpectedValue(properties.maxWait().plus(properties.lockWait()))
            .register(registry);
    this.lockWait =
        Timer.builder("openbell.desk.lock.wait")
            .description("Until the lock of a lane was had or given up")
            .register(registry);
    this.lockHold =
        Timer.builder("openbell.desk.lock.hold")
            .description("How long the lock of a lane was held")
            .register(registry);
    this.commit =
        Timer.builder("openbell.desk.commit")
            .description("Deciding and committing a group, or failing to")
            .publishPercentileHistogram()
            .minimumExpectedValue(SHORTEST)
            .maximumExpectedValue(properties.transactionTimeout().multipliedBy(2))
            .register(registry);
  }

  /** Registers the gauge of the waiting requests. */
  void showWaiting(Supplier<Number> waiting) {
    Gauge.builder("openbell.desk.queue", waiting)
        .description("Requests waiting at all desks")
        .register(registry);
  }

  /** These requests wait no longer. */
  void taken(List<? extends GroupEntry<?, ?>> group, long now) {
    for (GroupEntry<?, ?> entry : group) {
      wait.record(now - entry.since(), TimeUnit.NANOSECONDS);
    }
  }

  /** So many requests are decided under one lock. */
  void grouped(int size) {
    groupSize.record(size);
  }

  void lockWaited(long nanos) {
    lockWait.record(nanos, TimeUnit.NANOSECONDS);
  }

  void lockHeld(long nanos) {
    lockHold.record(nanos, TimeUnit.NANOSECONDS);
  }

  void committed(long nanos) {
    commit.record(nanos, TimeUnit.NANOSECONDS);
  }
}
