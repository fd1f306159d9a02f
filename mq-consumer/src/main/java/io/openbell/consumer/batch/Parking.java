package io.openbell.consumer.batch;

import com.rabbitmq.client.Channel;
import io.openbell.core.broker.Route;
import org.springframework.amqp.core.Message;

/** Where messages go that cannot be finalized. */
public interface Parking {
  /**
   * Keeps this message for an operator, and acknowledges it then: now or, when that is not
   * possible, later.
   *
   * @param route the way it came
   * @param reason for the operator
   * @return whether it is kept already
   */
  boolean park(Message message, Route route, Channel channel, String reason);
}
