package io.openbell.write.publish;

import io.openbell.core.broker.InvestmentsAccepted;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * <p>While the queue holds messages the relay waits: what is PENDING is most likely in there, and a
 * slow consumer would only get more to do.
 */
@Component
class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final Outbox outbox;
  private final Broker broker;
  private final PublishMeters meters;
  private final RelayProperties properties;

  Relay(Outbox outbox, Broker broker, PublishMeters meters, RelayProperties properties) {
    this.outbox = outbox;
    this.broker = broker;
    this.meters = meters;
    this.properties = properties;
  }

  /** One round: until nothing is due, the queue fills up, or something is away. */
  @Scheduled(fixedDelayString = "${openbell.relay.interval:1s}")
  void relay() {
    try {
      while (queueIsShort() && relayOneBatch()) {
        // the next batch
      }
    } catch (DataAccessException | TransactionException | AmqpException e) {
      log.warn("event=relay-interrupted cause={}", e.toString());
    }
  }

  private boolean queueIsShort() {
    OptionalLong depth = broker.queueDepth();
    return depth.isPresent() && depth.getAsLong() <= properties.maxQueueDepth();
  }

  private boolean relayOneBatch() {
    Optional<InvestmentsAccepted> claimed = outbox.claim();
    if (claimed.isEmpty()) {
      return false;
    }
    InvestmentsAccepted event = claimed.get();
    CompletableFuture<Boolean> confirm = broker.send(event);
    meters.republished(event.investments().size());
    log.info("event=relayed investments={} group={}", event.investments().size(), event.groupId());
    return isTaken(confirm);
  }

  private boolean isTaken(CompletableFuture<Boolean> confirm) {
    try {
      return confirm.get(properties.confirmTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      log.warn("event=relay-not-confirmed cause={}", e.toString());
      return false;
    }
  }
}
