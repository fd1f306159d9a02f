package io.openbell.consumer.finalizing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/** Publishes one message at a time and waits until the broker has it on a queue. */
@Component
class ConfirmedPublisher {
  private final RabbitTemplate rabbit;
  private final Duration timeout;

  ConfirmedPublisher(ConnectionFactory connections, FinalizeProperties properties) {
    if (!connections.isPublisherConfirms() || !connections.isPublisherReturns()) {
      throw new IllegalStateException(
          "spring.rabbitmq.publisher-confirm-type must be correlated and publisher-returns true:"
              + " without them a dead letter could get lost unnoticed");
    }
    this.rabbit = new RabbitTemplate(connections);
    this.rabbit.setMandatory(true);
    // A broker short of memory blocks connections that publish; ours goes on consuming.
    this.rabbit.setUsePublisherConnection(true);
    this.timeout = properties.parkTimeout();
  }

  /**
   * Publishes, and returns once the broker has the message.
   *
   * @throws NotTakenException when the broker says that it has no queue for it, or refuses it
   * @throws AmqpException when nothing is certain; the broker may have it all the same
   */
  void publish(String exchange, String routingKey, Message message) {
    CorrelationData correlation = new CorrelationData();
    rabbit.send(exchange, routingKey, message, correlation);
    try {
      CorrelationData.Confirm confirm =
          correlation.getFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (correlation.getReturned() != null) {
        throw new NotTakenException("message was returned: there is no queue for it");
      }
      if (!confirm.ack()) {
        String reason = confirm.reason();
        throw new NotTakenException("message was refused" + (reason == null ? "" : ": " + reason));
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
  static final class NotTakenException extends AmqpException {
    private static final long serialVersionUID = 1L;

    NotTakenException(String reason) {
      super(reason);
    }
  }
}
