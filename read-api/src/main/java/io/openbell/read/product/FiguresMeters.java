package io.openbell.read.product;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Metrics of the live figures: where they were fetched from, and how old they are when a client
 * reads them. The meters are created once; each read records one value.
 */
@Component
class FiguresMeters {
  private final Timer age;
  private final Counter fromRedis;
  private final Counter fromDatabase;
  private volatile long asOf;

  FiguresMeters(MeterRegistry registry) {
    this.age =
        Timer.builder("openbell.figures.age")
            .description("Since the figures of the open products were fetched, at each read")
            .register(registry);
    this.fromRedis = fetched(registry, "redis");
    this.fromDatabase = fetched(registry, "database");
  }

  private static Counter fetched(MeterRegistry registry, String source) {
    return Counter.builder("openbell.figures.fetched")
        .description("Figures of one product fetched")
        .tag("source", source)
        .register(registry);
  }

  /** Figures of so many products were fetched. */
  void fetched(int redis, int database) {
    fromRedis.increment(redis);
    fromDatabase.increment(database);
  }

  /**
   * The figures of the open products were fetched.
   *
   * @param since of {@link System#nanoTime}, before they were asked for
   */
  void renewed(long since) {
    asOf = since;
  }

  /** The figures of the open products are shown to a client. */
  void shown() {
    age.record(System.nanoTime() - asOf, TimeUnit.NANOSECONDS);
  }
}
