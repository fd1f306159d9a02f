package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one user may ask, counted over two gateways, with Redis and without. */
class RateLimitIT {
  private static Openbell openbell;
  private static Service open;
  private static Service closed;
  private static long product;

  @BeforeAll
  static void start() {
    openbell = Openbell.of(1, 1);
    product = openbell.client().product("Limited", 1_000_000);
    open = gateway("open");
    closed = gateway("closed");
    open.awaitReady();
    closed.awaitReady();
  }

  private static Service gateway(String withoutRedis) {
    return new Service(
            "gateway",
            "gateway-limit-" + withoutRedis,
            openbell.servers(),
            Map.of(
                "openbell.warm-up.time",
                "0s",
                "openbell.gateway.write-api-uris",
                openbell.writeApis().get(0).url(),
                "openbell.gateway.read-api-uris",
                openbell.readApi().url(),
                "openbell.gateway.rate-limit.per-second",
                "1",
                "openbell.gateway.rate-limit.burst",
                "10",
                "openbell.gateway.rate-limit.without-redis",
                withoutRedis))
        .start();
  }

  @AfterEach
  void heal() {
    openbell.servers().startRedis();
  }

  @AfterAll
  static void stop() {
    open.kill();
    closed.kill();
  }

  private static List<Reply> invest(String user, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> new Client((i % 2 == 0 ? open : closed).url()))
        .map(client -> client.invest(Map.of("X-USER-ID", user), product, 1))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  @Test
  void oneUserIsLimitedOverAllGatewaysAndOthersAreNot() {
    List<Reply> replies = invest("greedy", 60);

    List<Reply> refused = replies.stream().filter(reply -> reply.status() == 429).toList();
    assertThat(refused).hasSizeGreaterThan(30);
    assertThat(refused)
        .allSatisfy(
            reply -> {
              assertThat(reply.code()).isEqualTo("TOO_MANY_REQUESTS");
              assertThat(reply.message()).startsWith("X-USER-ID: ");
              assertThat(reply.retryAfter()).contains("1");
            });
    assertThat(replies.stream().filter(Reply::ok)).hasSizeGreaterThanOrEqualTo(10);
    assertThat(invest("modest", 4)).allMatch(Reply::ok);
  }

  @Test
  void whoNamesNoUserIsRefusedAsAlways() {
    Reply reply = new Client(open.url()).get("/api/product/my/invest");
    assertThat(reply.code()).isEqualTo("MISSING_X_USER_ID");
    for (int i = 0; i < 30; i++) {
      assertThat(new Client(open.url()).get("/api/product").status()).isEqualTo(200);
    }
  }

  @Test
  void withoutRedisItIsOpenOrClosedAsConfigured() {
    Map<String, String> user = Map.of("X-USER-ID", "reader");
    openbell.servers().stopRedis();

    for (int i = 0; i < 20; i++) {
      assertThat(new Client(open.url()).get("/api/product/my/invest", user).status())
          .isEqualTo(200);
    }
    Reply reply = new Client(closed.url()).get("/api/product/my/invest", user);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("UNAVAILABLE");
    assertThat(reply.retryAfter()).isPresent();

    openbell.servers().startRedis();
    Awaitility.await()
        .until(() -> new Client(closed.url()).get("/api/product/my/invest", user).status() == 200);
  }
}
