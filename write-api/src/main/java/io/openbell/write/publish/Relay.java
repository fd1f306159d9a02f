package io.openbell.write.publish;

import io.openbell.core.broker.Event;
import io.openbell.core.broker.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Publishes again what stays PENDING too long: its message was never sent, or the broker lost it.
 * Safe with any number of instances; delivering twice does no harm, the consumer is idempotent.
 *
 * <p>While a feature's queue holds messages the relay waits: what is PENDING is most likely in
 * there, and a slow consumer would only get more to do.
 */
@Component
class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final List<PendingSource> sources;
  private final Broker broker;
  private final PublishMeters meters;
  private final RelayProperties properties;

  Relay(
      List<PendingSource> sources,
      Broker broker,
      PublishMeters meters,
      RelayProperties properties) {
    this.sources = sources;
    this.broker = broker;
    this.meters = meters;
    this.properties = properties;
  }

  /** One round: of each source until nothing is due, its queue fills up, or something is away. */
  @Scheduled(fixedDelayString = "${openbell.relay.interval:1s}")
  void relay() {
    sources.forEach(this::relay);
  }

  private void relay(PendingSource source) {
    try {
      while (isQueueShort(source.route()) && relayOneBatch(source)) {
        // the next batch
      }
    } catch (DataAccessException | TransactionException | AmqpException e) {
      log.warn(
          "event=relay-interrupted feature={} cause={}", source.route().feature(), e.toString());
    }
  }

  private boolean isQueueShort(Route route) {
    OptionalLong depth = broker.queueDepth(route);
    return depth.isPresent() && depth.getAsLong() <= properties.maxQueueDepth();
  }

  private boolean relayOneBatch(PendingSource source) {
    Optional<Event> claimed = source.claim();
    claimed.ifPresent(event -> publish(source.route(), event));
    return claimed.isPresent();
  }

  private void publish(Route route, Event event) {
    broker.publish(route, event);
    int rows = event.parts().size();
    meters.republished(rows);
    log.info("event=relayed feature={} rows={} group={}", route.feature(), rows, event.id());
  }
}
