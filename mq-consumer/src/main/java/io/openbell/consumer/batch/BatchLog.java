package io.openbell.consumer.batch;

import io.openbell.core.api.CorrelationId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event per batch, under {@code openbell.finalize}, found by any of its correlation ids. */
final class BatchLog {
  private static final Logger log = LoggerFactory.getLogger("openbell.finalize");
  private static final int MOST_IDS = 1_000;

  private BatchLog() {}

  static void write(
      Batch<?> batch, Collection<? extends Delivery<?>> deliveries, int parked, long millis) {
    if (log.isInfoEnabled()) {
      log.info(
          "event=batch-finalized messages={} succeeded={} failed={} skipped={} parked={} millis={}"
              + " correlations={}",
          deliveries.size(),
          batch.succeeded(),
          batch.failed(),
          batch.skipped(),
          parked,
          millis,
          correlations(deliveries));
    }
  }

  /** The distinct ids, comma-separated; after the first thousand only how many more. */
  private static String correlations(Collection<? extends Delivery<?>> deliveries) {
    List<String> ids =
        deliveries.stream()
            .flatMap(delivery -> delivery.parts().stream())
            .map(part -> printable(part.correlationId()))
            .distinct()
            .toList();
    String shown = ids.stream().limit(MOST_IDS).collect(Collectors.joining(","));
    return ids.size() <= MOST_IDS ? shown : shown + ",+" + (ids.size() - MOST_IDS);
  }

  // From the wire: what is not well-formed must not write into our log.
  private static String printable(@Nullable String id) {
    return id != null && CorrelationId.of(id).equals(id) ? id : "-";
  }
}
