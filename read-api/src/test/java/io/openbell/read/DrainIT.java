package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.standalone.backing.BackingServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance that is told to stop. */
class DrainIT {

  @Test
  void itAnswersWhileItDrainsAndThenEndsTheStreams() {
    BackingServers.forTests();
    Map<String, Object> settings = new HashMap<>(TestServers.SETTINGS);
    settings.put("server.port", "0");
    settings.put("management.server.port", "0");
    settings.put("management.server.address", "127.0.0.1");
    settings.put("spring.flyway.enabled", "false");
    settings.put("spring.cache.jcache.config", "file:./src/main/resources/ehcache.xml");
    settings.put("openbell.drain.time", "4s");
    settings.put("openbell.warm-up.time", "0s");
    ConfigurableApplicationContext service =
        new SpringApplicationBuilder(ReadApiApplication.class, RunningReadApi.Doubles.class)
            .run(
                settings.entrySet().stream()
                    .map(e -> "--" + e.getKey() + "=" + e.getValue())
                    .toArray(String[]::new));
    int port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    ReadApi api = new ReadApi(port);
    try (Followed followed = new Followed(port)) {
      await().until(() -> !followed.events().isEmpty());

      CompletableFuture<Void> stop = CompletableFuture.runAsync(service::close);

      await().until(() -> api.get("/readyz").status() == 503);
      assertThat(api.getAs("kim", "/api/product/my/invest").status())
          .as("a read that needs a thread and the database")
          .isEqualTo(200);
      assertThat(followed.ended()).isFalse();
      await().atMost(Duration.ofSeconds(15)).until(followed::ended);
      await().atMost(Duration.ofSeconds(15)).until(stop::isDone);
      assertThat(stop).isCompleted();
    } finally {
      service.close();
    }
  }
}
