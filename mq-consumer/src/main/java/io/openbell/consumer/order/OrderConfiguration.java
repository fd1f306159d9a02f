package io.openbell.consumer.order;

import io.openbell.consumer.batch.BatchContainers;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Route;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What finalizing payments needs of the broker. */
@Configuration(proxyBeanMethods = false)
class OrderConfiguration {
  @Bean
  Route payments() {
    return BrokerTopology.PAYMENTS;
  }

  @Bean
  SimpleMessageListenerContainer paymentContainer(
      BatchContainers containers, PaymentFinalizer finalizer) {
    return containers.of(finalizer);
  }
}
