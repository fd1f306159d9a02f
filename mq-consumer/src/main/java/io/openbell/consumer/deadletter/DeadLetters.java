package io.openbell.consumer.deadletter;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.Route;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.stereotype.Component;

/**
 * Publishes what cannot be finalized to a dead-letter queue, as it came plus headers that say why
 * and from where. We do this ourselves and see it confirmed, because brokers differ in what they do
 * with a rejected message, and some lose it when the dead-letter queue is missing.
 */
@Component
class DeadLetters {
  /** Names the dead letter; every parking makes a new one. */
  static final String ID = "x-openbell-dead-letter-id";

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

  /** RabbitMQ's: how often a quorum queue has delivered the message in vain. */
  static final String DELIVERY_COUNT = "x-delivery-count";

  /** RabbitMQ's, from 4.3 on: how often a quorum queue has delivered it at all. */
  static final String ACQUIRED_COUNT = "x-acquired-count";

  private static final int LONGEST_REASON = 1_000;

  private final ConfirmedPublisher publisher;
  private final Clock clock;

  DeadLetters(ConfirmedPublisher publisher, Clock clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  /**
   * Publishes a copy and waits until the broker has it on the dead-letter queue of its feature.
   *
   * @throws AmqpException when that is not certain; the copy may be there all the same
   */
  void publish(Message message, Route route, String reason) {
    publisher.publish(
        BrokerTopology.DEAD_LETTER_EXCHANGE, route.deadLetterQueue(), copy(message, reason));
  }

  private Message copy(Message message, String reason) {
    MessageProperties from = message.getMessageProperties();
    Message copy =
        MessageBuilder.fromClonedMessage(message)
            .setHeader(ID, UUID.randomUUID().toString())
            .setHeader(
                REASON,
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON))
            .setHeader(ORIGIN_EXCHANGE, orEmpty(from.getReceivedExchange()))
            .setHeader(ORIGIN_QUEUE, orEmpty(from.getConsumerQueue()))
            .setHeader(ORIGIN_ROUTING_KEY, orEmpty(from.getReceivedRoutingKey()))
            .setHeader(PARKED_AT, clock.instant().toString())
            // They count for the queue it was taken from.
            .removeHeader(DELIVERY_COUNT)
            .removeHeader(ACQUIRED_COUNT)
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
