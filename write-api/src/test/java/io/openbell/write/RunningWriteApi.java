package io.openbell.write;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.write.desk.DeskProperties;
import java.time.Duration;
import java.time.Instant;
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
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;
  @Autowired protected JdbcClient jdbc;
  @Autowired protected AmqpAdmin amqp;
  @Autowired protected RedissonClient redis;
  @Autowired private DeskProperties desk;
  private WebClient client;

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
    client =
        WebClient.builder()
            .clientConnector(
                new ReactorClientHttpConnector(
                    HttpClient.create(
                        ConnectionProvider.builder("test")
                            .maxConnections(600)
                            .pendingAcquireMaxCount(-1)
                            .build())))
            .baseUrl("http://127.0.0.1:" + port)
            .build();
  }

  /** An answer as it came over the wire. */
  public record Reply(int status, @Nullable String retryAfter, JsonNode body) {
    public String code() {
      return body.get("code").asString();
    }

    public String message() {
      return body.get("message").asString();
    }

    public boolean ok() {
      return body.get("result").asBoolean();
    }
  }

  protected Reply post(String path, Map<String, String> headers, String body) {
    return postAsync(path, headers, body).join();
  }

  protected CompletableFuture<Reply> postAsync(
      String path, Map<String, String> headers, String body) {
    return client
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .headers(h -> headers.forEach(h::set))
        .bodyValue(body)
        .exchangeToMono(
            response ->
                response
                    .bodyToMono(String.class)
                    .switchIfEmpty(Mono.just("{}"))
                    .map(
                        text ->
                            new Reply(
                                response.statusCode().value(),
                                response.headers().asHttpHeaders().getFirst("Retry-After"),
                                JSON.readTree(text))))
        .toFuture();
  }

  protected JsonNode get(String path) {
    return JSON.readTree(client.get().uri(path).retrieve().bodyToMono(String.class).block());
  }

  /** What Prometheus would be told now. */
  protected MetricsPage metrics() {
    return MetricsPage.of(managementPort);
  }

  /** An answer of the management port. */
  public record Managed(int status, String body) {}

  /** Asks an actuator endpoint as an operator does. */
  protected Managed managed(String method, String path) {
    return client
        .method(HttpMethod.valueOf(method))
        .uri("http://127.0.0.1:" + managementPort + "/actuator/" + path)
        .exchangeToMono(
            response ->
                response
                    .bodyToMono(String.class)
                    .defaultIfEmpty("")
                    .map(body -> new Managed(response.statusCode().value(), body)))
        .block();
  }

  protected int statusOf(String path) {
    Integer status =
        client
            .get()
            .uri(path)
            .exchangeToMono(r -> r.releaseBody().thenReturn(r.statusCode().value()))
            .block();
    return status == null ? 0 : status;
  }

  protected long product(long total) {
    Instant now = Instant.now();
    return product(total, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }

  protected long product(long total, Instant startedAt, Instant finishedAt) {
    Reply reply =
        post(
            "/api/product",
            Map.of(),
            """
            {"title":"Solar park","totalInvestingAmount":%d,"startedAt":"%s","finishedAt":"%s"}"""
                .formatted(total, startedAt, finishedAt));
    return reply.body().get("data").get("productId").asLong();
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
