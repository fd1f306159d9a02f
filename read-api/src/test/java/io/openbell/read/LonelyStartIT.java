package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.product.ProductTopics;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.backing.SharedServers;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance that is started before everything it needs, and with little room. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LonelyStartIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private ConfigurableApplicationContext service;

  @BeforeAll
  void startAlone() {
    new Rows().deleteAll();
    TestServers.SERVERS.stopRedis();
    TestServers.SERVERS.stopDatabase();
    service =
        TestServers.start(
            "spring.cache.jcache.config=file:src/main/resources/ehcache.xml",
            "openbell.figures.redis-pause=100ms",
            "openbell.read.subscribe-retry=100ms",
            "openbell.read.threads=1",
            "openbell.read.queue=2");
  }

  @AfterAll
  void stop() {
    service.close();
    SharedServers.get();
  }

  @Test
  @Order(2)
  void itWaitsForItsServersAndThenServes() {
    ReadApi api = api();
    assertThat(api.get("/livez").status()).isEqualTo(200);
    assertThat(api.get("/readyz").status()).isEqualTo(503);
    assertThat(api.get("/api/product").code()).isEqualTo("UNAVAILABLE");

    TestServers.SERVERS.startDatabase();
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(api.get("/readyz").status()).isEqualTo(200));
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(api.get("/api/product").status()).isEqualTo(200));

    assertThat(listed(api)).isZero();
    TestServers.SERVERS.startRedis();
    long id = new Rows().product("new", 10);
    RTopic topic =
        service
            .getBean(RedissonClient.class)
            .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE);
    // Again and again: nobody tells when this instance, of several here, has subscribed.
    await()
        .atMost(RECOVERY)
        .ignoreExceptions()
        .until(
            () -> {
              topic.publish(Long.toString(id));
              return listed(api) == 1;
            });
  }

  @Test
  @Order(1) // as long as there is no database, a read takes long
  void whoFindsNoRoomIsToldAtOnce() throws Exception {
    ReadApi api = api();
    Queue<Reply> answers = new ConcurrentLinkedQueue<>();
    ExecutorService crowd = Executors.newFixedThreadPool(20);
    try {
      for (int i = 0; i < 20; i++) {
        crowd.execute(() -> answers.add(api.getAs("kim", "/api/product/my/invest")));
      }
    } finally {
      crowd.shutdown();
      assertThat(crowd.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(answers).hasSize(20).allMatch(answer -> answer.status() == 503);
    assertThat(codes(answers)).contains("BUSY", "UNAVAILABLE");
    assertThat(answers).allMatch(answer -> answer.retryAfter().filter("1"::equals).isPresent());
    // Health has its own threads.
    assertThat(api.get("/livez").status()).isEqualTo(200);
  }

  private static int listed(ReadApi api) {
    return api.get("/api/product").data().get("totalCount").asInt();
  }

  private static Collection<String> codes(Queue<Reply> answers) {
    return answers.stream().map(Reply::code).distinct().toList();
  }

  private ReadApi api() {
    return TestServers.apiOf(service);
  }
}
