package io.openbell.core.broker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Publishes messages, and learns whether the broker has them on a queue: the only way we publish.
 */
public class ConfirmedPublisher {
  private final RabbitTemplate rabbit;
  private final Duration timeout;

  /**
   * A publisher on these connections.
   *
   * @param timeout how long the broker may take to confirm a message that is waited for
   * @throws IllegalStateException when confirms or returns are off
   */
  public ConfirmedPublisher(ConnectionFactory connections, Duration timeout) {
    if (!connections.isPublisherConfirms() || !connections.isPublisherReturns()) {
      throw new IllegalStateException(
          "spring.rabbitmq.publisher-confirm-type must be correlated and publisher-returns true:"
              + " without them a message could get lost unnoticed");
    }
    this.rabbit = new RabbitTemplate(connections);
    this.rabbit.setMandatory(true);
    // A broker short of memory blocks connections that publish; ours goes on consuming.
    this.rabbit.setUsePublisherConnection(true);
    this.timeout = timeout;
  }

  /**
   * The broker's word on a message.
   *
   * @param refusal why it does not have the message on a queue; null when it has
   */
  public record Confirmation(@Nullable String refusal) {
    /** Whether the broker has the message on a queue. */
    public boolean isTaken() {
      return refusal == null;
    }
  }

  /**
   * Publishes without waiting for the answer. Blocks while the broker does not read.
   *
   * @return the broker's word, once it gives one
   * @throws AmqpException when there is no connection
   */
  public CompletableFuture<Confirmation> send(String exchange, String routingKey, Message message) {
    CorrelationData correlation = new CorrelationData();
    rabbit.send(exchange, routingKey, message, correlation);
    return correlation.getFuture().thenApply(confirm -> confirmation(correlation, confirm));
  }

  // RabbitMQ returns an unroutable message and then confirms it; others refuse it at once.
  private static Confirmation confirmation(
      CorrelationData correlation, CorrelationData.Confirm confirm) {
    if (correlation.getReturned() != null) {
      return new Confirmation("message was returned: there is no queue for it");
    }
    if (!confirm.ack()) {
      String reason = confirm.reason();
      return new Confirmation("message was refused" + (reason == null ? "" : ": " + reason));
    }
    return new Confirmation(null);
  }

  /**
   * Publishes, and returns once the broker has the message.
   *
   * @throws NotTakenException when the broker says that it has no queue for it, or refuses it
   * @throws AmqpException when nothing is certain; the broker may have it all the same
   */
  public void publish(String exchange, String routingKey, Message message) {
    await(send(exchange, routingKey, message));
  }

  /**
   * Returns once the broker has what was sent.
   *
   * @throws NotTakenException when the broker says that it has no queue for it, or refuses it
   * @throws AmqpException when nothing is certain; the broker may have it all the same
   */
  public void await(CompletableFuture<Confirmation> sent) {
    try {
      String refusal = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS).refusal();
      if (refusal != null) {
        throw new NotTakenException(refusal);
      }
    } catch (TimeoutException e) {
      throw new AmqpException("message was not confirmed in time", e);
    } catch (ExecutionException e) {
      throw new AmqpException("message was not confirmed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AmqpException("interrupted while a message was to be confirmed", e);
    }
  }

  /** The broker has answered, and has not got the message. */
  public static final class NotTakenException extends AmqpException {
    private static final long serialVersionUID = 1L;

    /** With the broker's reason. */
    public NotTakenException(String reason) {
      super(reason);
    }
  }
}
