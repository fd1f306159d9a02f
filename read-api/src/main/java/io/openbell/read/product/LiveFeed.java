package io.openbell.read.product;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.read.LiveFeedProperties;
import io.openbell.read.product.LiveEvents.Heartbeat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells subscribers the products and their figures, and then every change. The figures are read
 * once for all subscribers, and only while there is a subscriber. They are the figures of the list,
 * so subscribers cost no further round trip to Redis. A subscriber that reads slowly skips
 * versions, so that nothing piles up here.
 *
 * <p>What the subscribers share runs as long as the process does. Starting it for the first and
 * stopping it after the last one ({@code refCount}) would let the one who comes join what the one
 * who leaves is about to stop.
 */
@Component
class LiveFeed {
  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

  /**
   * How often the figures are looked at. Much shorter than they are kept in memory, so that new
   * ones are seen soon.
   */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Figures that are not older than this are good enough for a heartbeat. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /**
   * Longest time that a subscriber waits for figures. The page tells its user that older ones are
   * late.
   */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

  private final String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final ApiZone zone;
  private final Clock clock;
  private final JsonMapper json;
  private final LiveFeedProperties properties;
  private final ApplicationContext context;
  private final Flux<Optional<Snapshot>> looks;
  private final Flux<LiveEvents> events;
  private final AtomicInteger subscribers = new AtomicInteger();
  private final Sinks.Empty<Void> end = Sinks.empty();
  private Snapshot snapshot = Snapshot.EMPTY;
  private volatile Instant asOf;
  private volatile boolean failing;

  LiveFeed(
      ProductReads products,
      ApiZone zone,
      Clock clock,
      JsonMapper json,
      LiveFeedProperties properties,
      ApplicationContext context,
      MeterRegistry registry) {
    this.zone = zone;
    this.clock = clock;
    this.json = json;
    this.properties = properties;
    this.context = context;
    this.asOf = clock.instant();
    this.looks =
        Flux.interval(LOOK)
            .takeUntilOther(end.asMono())
            .onBackpressureDrop()
            .filter(tick -> subscribers.get() > 0)
            .concatMap(tick -> look(products), 1)
            .publish()
            .autoConnect(0);
    this.events =
        looks
            .<Snapshot>handle((look, sink) -> look.ifPresent(sink::next))
            .distinctUntilChanged(Snapshot::version)
            .map(changed -> new LiveEvents(run, changed, json))
            .replay(1)
            .autoConnect(0);
    Gauge.builder("openbell.live.subscribers", subscribers, AtomicInteger::get)
        .description("Clients that follow the live figures")
        .register(registry);
  }

  /** The snapshot of now, or nothing when the figures cannot be read. */
  private Mono<Optional<Snapshot>> look(ProductReads products) {
    return products
        .notFinished()
        .map(now -> Optional.of(seen(now)))
        .onErrorResume(
            e -> {
              if (!failing) {
                failing = true;
                log.warn("event=live-figures-stale cause={}", e.toString());
              }
              return Mono.just(Optional.empty());
            });
  }

  private synchronized Snapshot seen(Map<Long, LiveProduct> now) {
    asOf = clock.instant();
    failing = false;
    snapshot = snapshot.next(now);
    return snapshot;
  }

  /**
   * First what has changed since the event with this id, or everything if that event is not known.
   * Then every change, and heartbeats, until the subscriber goes away or this instance stops.
   *
   * @throws ApiException {@code BUSY} when there are too many subscribers
   */
  Flux<LiveEvent> since(@Nullable String lastEventId) {
    return Flux.defer(
        () -> {
          if (subscribers.incrementAndGet() > properties.subscribers()) {
            subscribers.decrementAndGet();
            return Flux.error(
                new ApiException(ApiCode.BUSY, "Too many clients follow now, ask again"));
          }
          AtomicLong seen = new AtomicLong(LiveEvents.seen(run, lastEventId));
          Flux<LiveEvent> changes =
              nextLook()
                  .thenMany(events)
                  .onBackpressureLatest()
                  .filter(now -> now.version() != seen.get())
                  .map(now -> now.since(seen.getAndSet(now.version())));
          return Flux.merge(1, heartbeats(), changes)
              .takeUntilOther(end.asMono())
              .doFinally(signal -> subscribers.decrementAndGet());
        });
  }

  private Flux<LiveEvent> heartbeats() {
    // Spread, so that those who lose an instance do not all come back in the same moment.
    Duration retry = Duration.ofMillis(ThreadLocalRandom.current().nextLong(500, 3_000));
    return Flux.interval(Duration.ZERO, properties.heartbeat())
        .onBackpressureDrop()
        .concatMap(
            beat -> figuresAreRead().then(Mono.fromSupplier(() -> heartbeat(beat, retry))), 1);
  }

  private LiveEvent heartbeat(long beat, Duration retry) {
    ServerSentEvent.Builder<String> event =
        ServerSentEvent.<String>builder()
            .event("heartbeat")
            .data(
                json.writeValueAsString(
                    new Heartbeat(zone.local(clock.instant()), zone.local(asOf))));
    return new LiveEvent((beat == 0 ? event.retry(retry) : event).build());
  }

  /**
   * Nothing is read while nobody follows, and a process may have been paused. The figures that were
   * read last are old then, though reading them works. So a heartbeat waits for the next read.
   */
  private Mono<Void> figuresAreRead() {
    if (Duration.between(asOf, clock.instant()).abs().compareTo(FRESH) < 0) {
      return Mono.empty();
    }
    return nextLook();
  }

  /** Ends when the figures have been looked at again, or after {@link #LONGEST_LOOK}. */
  private Mono<Void> nextLook() {
    return looks.next().timeout(LONGEST_LOOK, Mono.empty()).then();
  }

  /**
   * Ends the streams: they never end by themselves, and a stopping web server waits for responses
   * that have begun.
   */
  @EventListener
  void stop(ContextClosedEvent closed) {
    if (closed.getApplicationContext() == context) {
      end.tryEmitEmpty();
    }
  }
}
