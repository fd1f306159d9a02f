package io.openbell.consumer.finalizing;

import io.openbell.core.broker.BrokerTopology;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes what cannot be finalized to the dead-letter queue, as it came plus headers that say why
 * and from where. We do this ourselves and see it confirmed, because brokers differ in what they do
 * with a rejected message, and some lose it when the dead-letter queue is missing.
 */
@Component
class DeadLetters {
  /** Why the message is here. */
  static final String REASON = "x-openbell-reason";

  /** Exchange it was published to. */
  static final String ORIGIN_EXCHANGE = "x-openbell-origin-exchange";

  /** Queue it was taken from. */
  static final String ORIGIN_QUEUE = "x-openbell-origin-queue";

  /** Routing key it was published with; together with the exchange, where a replay goes. */
  static final String ORIGIN_ROUTING_KEY = "x-openbell-origin-routing-key";

  /** When it was parked, ISO-8601 in UTC. */
  static final String PARKED_AT = "x-openbell-parked-at";

  private static final int LONGEST_REASON = 1_000;

  private final RabbitTemplate rabbit;
  private final FinalizeProperties properties;
  private final Clock clock;

  DeadLetters(ConnectionFactory connections, FinalizeProperties properties, Clock clock) {
    if (!connections.isPublisherConfirms() || !connections.isPublisherReturns()) {
      throw new IllegalStateException(
          "spring.rabbitmq.publisher-confirm-type must be correlated and publisher-returns true:"
              + " without them a dead letter could get lost unnoticed");
    }
    this.rabbit = new RabbitTemplate(connections);
    this.rabbit.setMandatory(true);
    // A broker short of memory blocks connections that publish; ours goes on consuming.
    this.rabbit.setUsePublisherConnection(true);
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Publishes a copy and waits until the broker has it on the dead-letter queue.
   *
   * @throws AmqpException when that is not certain; the copy may be there all the same
   */
  void publish(Message message, String reason) {
    CorrelationData correlation = new CorrelationData();
    rabbit.send(
        BrokerTopology.DEAD_LETTER_EXCHANGE,
        BrokerTopology.DEAD_LETTER_QUEUE,
        copy(message, reason),
        correlation);
    try {
      CorrelationData.Confirm confirm =
          correlation.getFuture().get(properties.parkTimeout().toMillis(), TimeUnit.MILLISECONDS);
      if (correlation.getReturned() != null) {
        throw new AmqpException("dead letter was returned: there is no queue for it");
      }
      if (!confirm.ack()) {
        throw new AmqpException("dead letter was refused: " + confirm.reason());
      }
    } catch (TimeoutException e) {
      throw new AmqpException("dead letter was not confirmed in time", e);
    } catch (ExecutionException e) {
      throw new AmqpException("dead letter was not confirmed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AmqpException("interrupted while a dead letter was to be confirmed", e);
    }
  }

  private Message copy(Message message, String reason) {
    MessageProperties from = message.getMessageProperties();
    Message copy =
        MessageBuilder.fromClonedMessage(message)
            .setHeader(
                REASON,
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON))
            .setHeader(ORIGIN_EXCHANGE, orEmpty(from.getReceivedExchange()))
            .setHeader(ORIGIN_QUEUE, orEmpty(from.getConsumerQueue()))
            .setHeader(ORIGIN_ROUTING_KEY, orEmpty(from.getReceivedRoutingKey()))
            .setHeader(PARKED_AT, clock.instant().toString())
            .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
            .build();
    // It waits for an operator, however long that takes.
    copy.getMessageProperties().setExpiration(null);
    return copy;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
