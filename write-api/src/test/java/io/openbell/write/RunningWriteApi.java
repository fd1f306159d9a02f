package io.openbell.write;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.testkit.http.RawHttp;
import io.openbell.write.desk.DeskProperties;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * write-api as its clients meet it: over HTTP, with a real broker, Redis and database behind it.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=127.0.0.1",
      "management.server.address=127.0.0.1",
      "openbell.zone=Asia/Seoul",
      "openbell.warm-up.time=0s",
      "openbell.relay.interval=200ms",
      "openbell.desk.relay-after=2s",
      "openbell.relay.backoff=1s",
      "openbell.redis.timeout=500ms",
      "openbell.redis.connect-timeout=500ms",
      "spring.datasource.hikari.connection-timeout=500"
    })
public abstract class RunningWriteApi {
  protected static final BackingServers servers = SharedServers.get();

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;
  @Autowired protected JdbcClient jdbc;
  @Autowired protected AmqpAdmin amqp;
  @Autowired protected RedissonClient redis;
  @Autowired private DeskProperties desk;
  private Client client;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    servers.freshDatabase();
    servers.flushRedis();
    servers.springProperties().forEach((key, value) -> registry.add(key, () -> value));
  }

  @BeforeEach
  void allServersUp() {
    SharedServers.get();
    amqp.initialize();
    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
    client = new Client(port);
  }

  protected Reply post(String path, Map<String, String> headers, String body) {
    return postAsync(path, headers, body).join();
  }

  protected CompletableFuture<Reply> postAsync(
      String path, Map<String, String> headers, String body) {
    return sendAsync("POST", path, headers, body);
  }

  protected Reply patch(String path, String body) {
    return sendAsync("PATCH", path, Map.of(), body).join();
  }

  private CompletableFuture<Reply> sendAsync(
      String method, String path, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json"); // of an empty body, too
    return client.send(method, path, all, body);
  }

  /** What is answered to these bytes in UTF-8. */
  protected String raw(String request) {
    return RawHttp.send("http://127.0.0.1:" + port, request);
  }

  protected JsonNode get(String path) {
    return client.get(path).json();
  }

  /** What Prometheus would be told now. */
  protected MetricsPage metrics() {
    return MetricsPage.of(managementPort);
  }

  /** Asks an actuator endpoint as an operator does. */
  protected Reply managed(String method, String path) {
    return new Client(managementPort).send(method, "/actuator/" + path, Map.of(), "").join();
  }

  protected int statusOf(String path) {
    return client.get(path).status();
  }

  protected long product(long total) {
    return client.product("Solar park", total);
  }

  protected long product(long total, Instant startedAt, Instant finishedAt) {
    return client.product("Solar park", total, startedAt, finishedAt);
  }

  protected Reply invest(String user, long productId, long amount) {
    return investAsync(user, null, productId, amount).join();
  }

  protected Reply invest(String user, String key, long productId, long amount) {
    return investAsync(user, key, productId, amount).join();
  }

  protected CompletableFuture<Reply> investAsync(
      String user, @Nullable String key, long productId, long amount) {
    return postAsync(
        "/api/invest",
        key == null ? Map.of("X-USER-ID", user) : Map.of("X-USER-ID", user, "Idempotency-Key", key),
        "{\"productId\":%d,\"investAmount\":%d}".formatted(productId, amount));
  }

  /** The lock of the lane in which requests for this product stand. */
  protected RLock laneOf(long productId) {
    return redis.getLock("lock:invest:" + productId % desk.lanes());
  }

  protected long reserved(long productId) {
    return number(
        "select reserved_amount from product_invest_status where product_id = ?", productId);
  }

  protected long logs(long productId) {
    return number("select count(*) from product_invest_log where product_id = ?", productId);
  }

  protected long invested(long productId) {
    return number(
        "select coalesce(sum(invest_amount), 0) from product_invest_log where product_id = ?",
        productId);
  }

  protected long number(String sql, Object... parameters) {
    return jdbc.sql(sql).params(parameters).query(Long.class).single();
  }
}
