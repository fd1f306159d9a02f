package io.openbell.core.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

class ConfirmedPublisherTest {
  private static ConfirmedPublisher on(CachingConnectionFactory connections) {
    return new ConfirmedPublisher(connections, Duration.ofSeconds(1));
  }

  @Test
  void withoutConfirmsOrReturnsThereIsNone() {
    CachingConnectionFactory connections = new CachingConnectionFactory("127.0.0.1");
    assertThatThrownBy(() -> on(connections)).isInstanceOf(IllegalStateException.class);
    connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
    assertThatThrownBy(() -> on(connections)).isInstanceOf(IllegalStateException.class);
    connections.setPublisherReturns(true);
    assertThatCode(() -> on(connections)).doesNotThrowAnyException();
  }
}
