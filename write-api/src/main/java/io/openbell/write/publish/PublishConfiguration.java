package io.openbell.write.publish;

import io.openbell.core.broker.ConfirmedPublisher;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How events are published. */
@Configuration(proxyBeanMethods = false)
class PublishConfiguration {
  @Bean
  ConfirmedPublisher confirmedPublisher(ConnectionFactory connections, RelayProperties properties) {
    return new ConfirmedPublisher(connections, properties.confirmTimeout());
  }
}
