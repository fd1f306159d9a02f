package io.openbell.write.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

class BrokerTest {
  private static Broker on(CachingConnectionFactory connections) {
    return new Broker(
        new RabbitTemplate(connections),
        new RabbitAdmin(connections),
        connections,
        Clock.systemUTC(),
        new PublishMeters(new SimpleMeterRegistry()));
  }

  @Test
  void withoutConfirmsOrReturnsItDoesNotStart() {
    CachingConnectionFactory connections = new CachingConnectionFactory("127.0.0.1");
    assertThatThrownBy(() -> on(connections)).isInstanceOf(IllegalStateException.class);
    connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
    assertThatThrownBy(() -> on(connections)).isInstanceOf(IllegalStateException.class);
    connections.setPublisherReturns(true);
    assertThatCode(() -> on(connections)).doesNotThrowAnyException();
  }
}
