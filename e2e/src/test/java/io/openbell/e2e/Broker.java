package io.openbell.e2e;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The broker as somebody beside the services uses it. */
public final class Broker {
  private Broker() {}

  /** Something done on the broker. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Channel channel) throws IOException, InterruptedException;
  }

  /** Does something on the broker that these properties of Spring name. */
  public static <T> T on(Map<String, String> springProperties, Work<T> work) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(springProperties.get("spring.rabbitmq.host"));
    factory.setPort(Integer.parseInt(springProperties.get("spring.rabbitmq.port")));
    factory.setUsername(springProperties.get("spring.rabbitmq.username"));
    factory.setPassword(springProperties.get("spring.rabbitmq.password"));
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      return work.on(channel);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
