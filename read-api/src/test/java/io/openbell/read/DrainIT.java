package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.testkit.backing.SharedServers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance that is told to stop. */
class DrainIT {

  @Test
  void itAnswersWhileItDrainsAndThenEndsTheStreams() {
    SharedServers.get();
    ConfigurableApplicationContext service =
        TestServers.start(
            "spring.cache.jcache.config=file:./src/main/resources/ehcache.xml",
            "openbell.drain.time=4s",
            "openbell.warm-up.time=0s");
    ReadApi api = TestServers.apiOf(service);
    try (Followed followed = new Followed(api.port())) {
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
