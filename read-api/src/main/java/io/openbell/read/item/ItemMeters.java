package io.openbell.read.item;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** How many share a query for exact items, and how many wait for the next. */
@Component
class ItemMeters {
  private final DistributionSummary readers;
  private volatile int waiting;

  ItemMeters(MeterRegistry registry) {
    this.readers =
        DistributionSummary.builder("openbell.item.exact.readers")
            .description("Readers of single items that shared a query, for each query")
            .register(registry);
    Gauge.builder("openbell.item.exact.waiting", () -> waiting)
        .description("Readers of single items that wait for the next query")
        .register(registry);
  }

  /** So many wait for the next query now. */
  void waiting(int readers) {
    waiting = readers;
  }

  /** A query begins on behalf of so many, who were all that waited. */
  void asked(int onBehalfOf) {
    waiting = 0;
    readers.record(onBehalfOf);
  }
}
