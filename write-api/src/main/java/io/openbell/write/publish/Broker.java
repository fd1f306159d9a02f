package io.openbell.write.publish;

import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.ConfirmedPublisher.Confirmation;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.Route;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.stereotype.Component;

/** Sends events and learns whether the broker has taken them. */
@Component
class Broker {
  private static final String APP_ID = "write-api";

  private final ConfirmedPublisher publisher;
  private final AmqpAdmin admin;
  private final Clock clock;
  private final PublishMeters meters;

  Broker(ConfirmedPublisher publisher, AmqpAdmin admin, Clock clock, PublishMeters meters) {
    this.publisher = publisher;
    this.admin = admin;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Sends one event on its way. Blocks while the broker does not read.
   *
   * @return the broker's word, once it gives one
   * @throws AmqpException when there is no connection
   */
  CompletableFuture<Confirmation> send(Route route, Event event) {
    Message message = MessageCodec.encode(event, APP_ID, clock);
    long start = System.nanoTime();
    try {
      return publisher
          .send(route.exchange(), route.routingKey(), message)
          .whenComplete((word, error) -> meters.answered(word, System.nanoTime() - start));
    } catch (AmqpException e) {
      meters.answered(null, System.nanoTime() - start);
      throw e;
    }
  }

  /**
   * Sends one event on its way, and returns once the broker has it.
   *
   * @throws AmqpException when it has not, or when that is not certain
   */
  void publish(Route route, Event event) {
    publisher.await(send(route, event));
  }

  /** Messages on this way that wait to be finalized; empty when the broker cannot be asked. */
  OptionalLong queueDepth(Route route) {
    try {
      QueueInformation queue = admin.getQueueInfo(route.queue());
      if (queue == null) {
        admin.initialize(); // a broker that lost its topology gets it back
        return OptionalLong.of(0);
      }
      return OptionalLong.of(queue.getMessageCount());
    } catch (AmqpException e) {
      return OptionalLong.empty();
    }
  }
}
