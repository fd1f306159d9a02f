package io.openbell.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.standalone.backing.LocalPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import redis.embedded.Redis;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** What the services do with Redis works with Sentinel and on a Cluster, both real. */
class RedisKindsIT {
  private static final String HERE = "127.0.0.1";
  private static final int SLOTS = 16_384;

  @TempDir Path directory;
  private final Deque<Redis> running = new ArrayDeque<>();

  @AfterEach
  void stop() throws IOException {
    while (!running.isEmpty()) {
      running.pop().stop();
    }
  }

  private <T extends Redis> T start(T redis) throws IOException {
    redis.start();
    running.push(redis);
    return redis;
  }

  private static RedisServerBuilder server(int port) {
    return RedisServer.builder()
        .port(port)
        .bind(HERE)
        .setting("save \"\"")
        .setting("appendonly no");
  }

  private ConfigurableApplicationContext service(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("redisson.yaml"), yaml);
    return new SpringApplicationBuilder(RedisConfiguration.class, RedisFigures.class)
        .web(WebApplicationType.NONE)
        .run("--openbell.redis.config=" + file);
  }

  private static void assertUsable(ConfigurableApplicationContext service, long version)
      throws InterruptedException {
    RLock lock = service.getBean(RedissonClient.class).getLock("lock:product:" + version);
    assertThat(lock.tryLock(2, 10, TimeUnit.SECONDS)).isTrue();
    lock.unlock();
    RedisFigures figures = service.getBean(RedisFigures.class);
    // Enough of them to lie on every node of a Cluster.
    List<LiveFigures> shown =
        LongStream.range(0, 30)
            .mapToObj(id -> new LiveFigures(id, version, 10, 10, 1, InvestingStatus.ONGOING))
            .toList();
    assertThat(figures.show(shown)).isTrue();
    assertThat(figures.read(shown.stream().map(LiveFigures::productId).toList()).values())
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void whenTheMasterIsGoneTheOneThatSentinelPromotesIsAsked() throws Exception {
    int master = LocalPort.free();
    int replica = LocalPort.free();
    int sentinel = LocalPort.free();
    RedisServer first = start(server(master).build());
    start(server(replica).slaveOf(HERE, master).build());
    start(
        RedisSentinel.builder()
            .bind(HERE)
            .port(sentinel)
            .masterName("openbell")
            .masterPort(master)
            .quorumSize(1)
            .downAfterMilliseconds(1_000L)
            .failoverTimeout(5_000L)
            .build());
    try (ConfigurableApplicationContext service =
        service(
            """
            sentinelServersConfig:
              masterName: openbell
              checkSentinelsList: false
              sentinelAddresses: ["redis://127.0.0.1:%d"]
            """
                .formatted(sentinel))) {
      await().until(() -> ask(master, "INFO replication").contains("state=online"));
      assertUsable(service, 1);

      first.stop();

      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertUsable(service, 2));
      assertThat(ask(replica, "INFO replication")).contains("role:master");
    }
  }

  @Test
  void onAClusterEveryKeyIsAskedOfTheNodeThatHasIt() throws Exception {
    List<Integer> ports = IntStream.range(0, 3).mapToObj(i -> LocalPort.free()).toList();
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i);
      int bus = LocalPort.free();
      start(
          server(port)
              .setting("cluster-enabled yes")
              .setting("cluster-port " + bus)
              .setting("cluster-config-file " + directory.resolve("nodes-" + port + ".conf"))
              .build());
      int from = SLOTS * i / ports.size();
      int to = SLOTS * (i + 1) / ports.size() - 1;
      assertThat(ask(port, "CLUSTER ADDSLOTSRANGE " + from + " " + to)).startsWith("+OK");
      assertThat(ask(ports.get(0), "CLUSTER MEET " + HERE + " " + port + " " + bus))
          .startsWith("+OK");
    }
    for (int port : ports) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                String info = ask(port, "CLUSTER INFO");
                return info.contains("cluster_state:ok") && info.contains("cluster_size:3");
              });
    }
    try (ConfigurableApplicationContext service =
        service(
            "clusterServersConfig:\n  nodeAddresses: [\"redis://127.0.0.1:%d\"]\n"
                .formatted(ports.get(0)))) {
      assertUsable(service, 1);
      assertThat(ports).allSatisfy(port -> assertThat(ask(port, "DBSIZE")).doesNotStartWith(":0"));
    }
  }

  /** What a server answers, up to 4 KB of it. */
  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(HERE, port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }
  }
}
