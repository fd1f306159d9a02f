package io.openbell.write.publish;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/** Sends events and learns whether the broker has taken them. */
@Component
class Broker {
  private static final String APP_ID = "write-api";

  private final RabbitTemplate rabbit;
  private final AmqpAdmin admin;
  private final Clock clock;
  private final PublishMeters meters;

  /**
   * @throws IllegalStateException when confirms or returns are off: a message could be lost unseen
   */
  Broker(
      RabbitTemplate rabbit,
      AmqpAdmin admin,
      CachingConnectionFactory connections,
      Clock clock,
      PublishMeters meters) {
    if (!connections.isPublisherConfirms() || !connections.isPublisherReturns()) {
      throw new IllegalStateException(
          "spring.rabbitmq.publisher-confirm-type=correlated and publisher-returns=true are needed");
    }
    this.rabbit = rabbit;
    this.admin = admin;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Sends one event. Blocks while the broker does not read.
   *
   * @return whether the broker took it and had a queue for it
   * @throws AmqpException when there is no connection
   */
  CompletableFuture<Boolean> send(InvestmentsAccepted event) {
    CorrelationData correlation = new CorrelationData(event.groupId());
    Message message = MessageCodec.encode(event, APP_ID, clock);
    long start = System.nanoTime();
    try {
      rabbit.send(BrokerTopology.EXCHANGE, BrokerTopology.ACCEPTED, message, correlation);
    } catch (AmqpException e) {
      meters.answered(null, System.nanoTime() - start);
      throw e;
    }
    // RabbitMQ returns an unroutable message and then confirms it; others refuse it at once.
    return correlation
        .getFuture()
        .thenApply(confirm -> confirm.ack() && correlation.getReturned() == null)
        .whenComplete((taken, error) -> meters.answered(taken, System.nanoTime() - start));
  }

  /** Messages waiting to be finalized; empty when the broker cannot be asked. */
  OptionalLong queueDepth() {
    try {
      QueueInformation queue = admin.getQueueInfo(BrokerTopology.FINALIZE_QUEUE);
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
