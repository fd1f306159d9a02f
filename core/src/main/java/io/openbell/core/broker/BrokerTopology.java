package io.openbell.core.broker;

import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The exchanges and queues, and every difference between brokers. Declared by both sides, so that
 * either may start first.
 *
 * <p>On RabbitMQ the queues are quorum queues. The embedded broker ignores the arguments it does
 * not know; nothing relies on them: dead letters are published by ourselves, confirmed, and only
 * then acknowledged.
 */
@Configuration(proxyBeanMethods = false)
public class BrokerTopology {
  /** Where accepted investments are published. */
  public static final String EXCHANGE = "openbell.investments";

  /** Routing key of {@link InvestmentsAccepted}. */
  public static final String ACCEPTED = "investments.accepted";

  /** What mq-consumer finalizes from. */
  public static final String FINALIZE_QUEUE = "openbell.investments.finalize";

  /** Where messages go that can never be finalized. */
  public static final String DEAD_LETTER_EXCHANGE = "openbell.dead-letter";

  /** Holds them for an operator, each with reason and origin in its headers. */
  public static final String DEAD_LETTER_QUEUE = "openbell.investments.dead-letter";

  /** The way of investments. */
  public static final Route INVESTMENTS =
      new Route("invest", EXCHANGE, ACCEPTED, FINALIZE_QUEUE, DEAD_LETTER_QUEUE);

  /** The way of payments of orders: {@link PaymentsAccepted}. */
  public static final Route PAYMENTS =
      new Route(
          "order",
          "openbell.payments",
          "payments.accepted",
          "openbell.payments.finalize",
          "openbell.payments.dead-letter");

  @Bean
  Declarables topologyOfInvestments() {
    return declarables(INVESTMENTS);
  }

  @Bean
  Declarables topologyOfPayments() {
    return declarables(PAYMENTS);
  }

  /** The exchanges and queues of this way, and the bindings between them. */
  public static Declarables declarables(Route route) {
    DirectExchange exchange = new DirectExchange(route.exchange());
    DirectExchange deadLetterExchange = new DirectExchange(DEAD_LETTER_EXCHANGE);
    Queue finalize =
        QueueBuilder.durable(route.queue())
            .quorum()
            .deadLetterExchange(DEAD_LETTER_EXCHANGE)
            .deadLetterRoutingKey(route.deadLetterQueue())
            .build();
    Queue deadLetter = QueueBuilder.durable(route.deadLetterQueue()).quorum().build();
    Binding published = BindingBuilder.bind(finalize).to(exchange).with(route.routingKey());
    Binding dead =
        BindingBuilder.bind(deadLetter).to(deadLetterExchange).with(route.deadLetterQueue());
    return new Declarables(exchange, deadLetterExchange, finalize, deadLetter, published, dead);
  }
}
