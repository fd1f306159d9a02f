package io.openbell.read.product;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.databind.json.JsonMapper;

/**
 * One {@link Snapshot} as events. Each event is written once, however many subscribers there are:
 * events differ only by what a subscriber has seen before, and nearly all have seen the same.
 */
final class LiveEvents {
  private static final long NOTHING_SEEN = -1;

  private final String run;
  private final Snapshot snapshot;
  private final JsonMapper json;
  private final Map<Long, LiveEvent> written = new ConcurrentHashMap<>();

  /** The data of the events {@code products} and {@code changes}. */
  record Products(List<ProductJson> list) {}

  /**
   * The data of the event {@code heartbeat}.
   *
   * @param now the server's time
   * @param asOf when the figures were read last
   */
  record Heartbeat(LocalDateTime now, LocalDateTime asOf) {}

  /**
   * @param run names this process, because versions of another process mean nothing here
   */
  LiveEvents(String run, Snapshot snapshot, JsonMapper json) {
    this.run = run;
    this.snapshot = snapshot;
    this.json = json;
  }

  /** The version a subscriber has seen, from the id of the last event it got. */
  static long seen(String run, @Nullable String lastEventId) {
    if (lastEventId == null || !lastEventId.startsWith(run + "-")) {
      return NOTHING_SEEN;
    }
    try {
      return Long.parseLong(lastEventId.substring(run.length() + 1));
    } catch (NumberFormatException e) {
      return NOTHING_SEEN;
    }
  }

  /** The version a subscriber has seen after {@link #since}. */
  long version() {
    return snapshot.version();
  }

  /** What is new to whoever has seen this version: some products, or all of them. */
  LiveEvent since(long seen) {
    return written.computeIfAbsent(
        snapshot.hasChangesSince(seen) ? seen : NOTHING_SEEN, this::write);
  }

  private LiveEvent write(long seen) {
    List<LiveProduct> products = seen == NOTHING_SEEN ? snapshot.all() : snapshot.since(seen);
    return new LiveEvent(
        ServerSentEvent.<String>builder()
            .id(run + "-" + snapshot.version())
            .event(seen == NOTHING_SEEN ? "products" : "changes")
            .data(
                json.writeValueAsString(
                    new Products(products.stream().map(LiveProduct::json).toList())))
            .build());
  }
}
