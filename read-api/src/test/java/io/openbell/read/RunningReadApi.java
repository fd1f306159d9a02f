package io.openbell.read;

import static org.awaitility.Awaitility.await;

import io.openbell.core.figures.RedisFigures;
import io.openbell.core.product.ProductTopics;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.MetricsPage;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The service running against real servers. Every test finds an empty database, an empty Redis and
 * cold caches. The pauses are short, so that recovery can be awaited.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    classes = {ReadApiApplication.class, RunningReadApi.Doubles.class},
    properties = {
      "server.address=127.0.0.1",
      "management.server.address=127.0.0.1",
      "spring.flyway.enabled=false",
      "openbell.zone=Asia/Seoul",
      "openbell.warm-up.time=1s",
      "openbell.figures.redis-pause=100ms",
      "openbell.read.subscribe-retry=100ms",
      "openbell.read.database-pause=100ms",
      "openbell.live.subscribers=20",
      "openbell.live.heartbeat=200ms",
    })
public abstract class RunningReadApi {
  protected static final BackingServers SERVERS = TestServers.SERVERS;

  protected final Rows rows = new Rows();

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;
  @Autowired protected SetClock clock;
  @Autowired protected CountedDataSource database;
  @Autowired protected RedisFigures figures;
  @Autowired protected RedissonClient redis;
  @Autowired protected CacheManager caches;

  @DynamicPropertySource
  protected static void useServers(DynamicPropertyRegistry registry) {
    TestServers.SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
  }

  @BeforeEach
  protected void startEmpty() {
    SharedServers.get(); // all are up
    rows.deleteAll();
    SERVERS.flushRedis();
    clock.set(SetClock.NOON);
    awaitReloads();
    clearCaches();
  }

  /**
   * A subscription, the first or one after an outage, reloads the catalogue on a thread of its own.
   * What it read must not arrive after the caches were cleared. Redis tells things in order, so
   * when a registration published now has been heard, everything before it has been done.
   */
  private void awaitReloads() {
    RTopic registrations = redis.getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE);
    await().until(() -> registrations.countSubscribers() == 1);
    clearCaches();
    registrations.publish("0");
    await().until(() -> caches.getCache("open-products").get("all") != null);
  }

  protected void clearCaches() {
    caches.getCacheNames().forEach(name -> caches.getCache(name).clear());
  }

  protected ReadApi api() {
    return new ReadApi(port);
  }

  /** Where the service tells of itself. */
  protected ReadApi management() {
    return new ReadApi(managementPort);
  }

  /** What Prometheus would be told now. */
  protected MetricsPage metrics() {
    return MetricsPage.of(managementPort);
  }

  /** How often anybody has asked Redis for figures. */
  protected long figureReads() {
    String stat =
        redis
            .getRedisNodes(RedisNodes.SINGLE)
            .getInstance()
            .info(RedisNode.InfoSection.COMMANDSTATS)
            .get("cmdstat_mget");
    return stat == null ? 0 : Long.parseLong(stat.split("[=,]")[1]);
  }

  @Configuration(proxyBeanMethods = false)
  protected static class Doubles {
    // Threads of its own: a context that is closed must not close the servers of another one.
    @Bean
    ReactorResourceFactory reactorResources() {
      ReactorResourceFactory own = new ReactorResourceFactory();
      own.setUseGlobalResources(false);
      return own;
    }

    @Bean
    @Primary
    SetClock setClock() {
      return new SetClock();
    }

    @Bean
    static CountedDataSource countedDataSource() {
      return new CountedDataSource();
    }
  }
}
