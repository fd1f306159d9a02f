package io.openbell.consumer;

import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The service against real servers, one context and one database for all tests that extend it. */
@SpringBootTest(
    classes = MqConsumerApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=127.0.0.1",
      "management.server.address=127.0.0.1",
      "openbell.finalize.retry-first=20ms",
      "openbell.finalize.retry-max=200ms",
      "openbell.finalize.max-attempts=3",
      "openbell.finalize.park-timeout=2s",
      "openbell.finalize.owed-retry=100ms"
    })
@Import({BackedIT.StageConfiguration.class, SecondFeatureIT.ParcelConfiguration.class})
public abstract class BackedIT {
  protected static final BackingServers servers = SharedServers.get();

  @Autowired protected Stage stage;

  @DynamicPropertySource
  static void connect(DynamicPropertyRegistry registry) {
    servers.freshDatabase();
    servers.springProperties().forEach((name, value) -> registry.add(name, () -> value));
  }

  @BeforeEach
  void startFromNothing() {
    SharedServers.get();
    servers.flushRedis();
    stage.purge();
  }

  @TestConfiguration(proxyBeanMethods = false)
  public static class StageConfiguration {
    // Threads of its own: a context that is closed must not close the servers of another one.
    @Bean
    ReactorResourceFactory reactorResources() {
      ReactorResourceFactory own = new ReactorResourceFactory();
      own.setUseGlobalResources(false);
      return own;
    }

    @Bean
    Stage stage(
        JdbcClient jdbc,
        RabbitTemplate rabbit,
        AmqpAdmin admin,
        CommittedFigures committed,
        RedisFigures redis,
        TransactionTemplate transaction) {
      return new Stage(jdbc, rabbit, admin, committed, redis, transaction);
    }
  }
}
