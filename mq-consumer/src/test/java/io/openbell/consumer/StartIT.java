package io.openbell.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.Stage.Accepted;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class StartIT {
  private final BackingServers servers = SharedServers.get();

  @AfterEach
  void heal() {
    SharedServers.get();
  }

  @Test
  void startsBeforeItsServersAndTheSchemaAndIsReadyOnceTheyAreThere() {
    servers.freshDatabase();
    Map<String, String> properties = servers.springProperties();
    servers.stopBroker();
    servers.stopRedis();
    servers.stopDatabase();
    try (ConfigurableApplicationContext context = start(properties)) {
      assertThat(health(context, "livez")).isEqualTo(200);
      assertThat(health(context, "readyz")).isEqualTo(503);

      SharedServers.get();
      migrate(properties);

      await()
          .atMost(Stage.PATIENCE)
          .untilAsserted(() -> assertThat(health(context, "readyz")).isEqualTo(200));
      Stage stage = context.getBean(Stage.class);
      long product = stage.product(100);
      Accepted a = stage.accept(product, "ann", 10);
      stage.publish(Stage.message(a));
      stage.awaitSuccess(a);
      stage.awaitShown(product);
      stage.assertConsistent(product);
    }
  }

  private static ConfigurableApplicationContext start(Map<String, String> properties) {
    List<String> arguments = new ArrayList<>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    arguments.add("--server.port=0");
    arguments.add("--management.server.port=0");
    arguments.add("--management.server.address=127.0.0.1");
    arguments.add("--spring.flyway.enabled=false");
    return new SpringApplicationBuilder(
            MqConsumerApplication.class, BackedIT.StageConfiguration.class)
        .run(arguments.toArray(String[]::new));
  }

  private static void migrate(Map<String, String> properties) {
    Flyway.configure()
        .dataSource(
            properties.get("spring.datasource.url"),
            properties.get("spring.datasource.username"),
            properties.get("spring.datasource.password"))
        .load()
        .migrate();
  }

  private int health(ConfigurableApplicationContext context, String path) {
    String port = context.getEnvironment().getProperty("local.server.port");
    return new Client(Integer.parseInt(port)).get("/" + path).status();
  }
}
