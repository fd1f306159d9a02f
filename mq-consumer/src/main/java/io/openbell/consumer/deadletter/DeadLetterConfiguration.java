package io.openbell.consumer.deadletter;

import io.openbell.consumer.batch.FinalizeProperties;
import io.openbell.core.broker.ConfirmedPublisher;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How dead letters, and their replays, are published. */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {
  @Bean
  ConfirmedPublisher confirmedPublisher(
      ConnectionFactory connections, FinalizeProperties properties) {
    return new ConfirmedPublisher(connections, properties.parkTimeout());
  }
}
