package io.openbell.standalone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.standalone.backing.LocalPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/servers} on a Redis of its own; all three run it when tests use real servers. */
class ServersScriptIT {
  private static final Path SCRIPT = Path.of("..", ".ci", "servers").toAbsolutePath().normalize();

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void portsOfOurOwn() {
    environment.put("OPENBELL_SERVERS_DIR", directory.resolve("my servers").toString());
    for (ServerSettings.Port port : ServerSettings.Port.values()) {
      environment.put(port.variable(), Integer.toString(LocalPort.free()));
    }
  }

  @AfterEach
  void stop() throws Exception {
    run("kill", "redis");
  }

  static boolean redisIsInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/redis-server"));
  }

  @Test
  void whatIsNotUnderstoodIsAnsweredWithTheUsage() throws Exception {
    assertThat(run("help").exitCode()).isZero();
    for (String[] words : new String[][] {{}, {"begin"}}) {
      Result refused = run(words);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.output()).startsWith("usage: .ci/servers install");
    }
    Result unknown = run("start", "mysql");
    assertThat(unknown.exitCode()).isOne();
    assertThat(unknown.output()).contains("servers: there is no server 'mysql', only rabbitmq");
  }

  @Test
  @EnabledIf("redisIsInstalled")
  void aServerIsStartedOnceAndIsUpUntilItIsStoppedOrKilled() throws Exception {
    for (String end : List.of("stop", "kill")) {
      Result start = run("start", "redis");
      assertThat(start.exitCode()).as(start.output()).isZero();
      String up = run("status").output();
      assertThat(up)
          .containsPattern("redis +up +port " + environment.get("OPENBELL_REDIS_PORT") + " +pid")
          .containsPattern("postgres +down\n");
      assertThat(run("start", "redis").exitCode()).isZero();
      assertThat(run("status").output()).as("the same process").isEqualTo(up);

      assertThat(run(end, "redis").exitCode()).isZero();

      Result down = run("status");
      assertThat(down.exitCode()).isEqualTo(3);
      assertThat(down.output()).containsPattern("redis +down\n");
    }
    assertThat(directory.resolve("my servers/env")).exists();
  }

  @Test
  @EnabledIf("redisIsInstalled")
  void aTakenPortIsNamedWithTheVariableThatMovesIt() throws Exception {
    int port = Integer.parseInt(environment.get("OPENBELL_REDIS_PORT"));
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Result refused = run("start", "redis");

      assertThat(refused.exitCode()).isOne();
      assertThat(refused.output())
          .contains("port " + taken.getLocalPort() + " is taken", "OPENBELL_REDIS_PORT");
    }
  }

  @Test
  void ofTwoStartsAtOnceTheSecondWaitsAndFindsTheServerOfTheFirst() throws Exception {
    Path servers = Files.createDirectories(directory.resolve("my servers"));
    ServerProcesses processes = new ServerProcesses(servers, System.err);
    Path lock = servers.resolve("lock");
    Path output = directory.resolve("second");
    Process server = new ProcessBuilder("sleep", "600").start();
    Process second;
    try (FileChannel first =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      first.lock();
      second = start(output, "start", "redis");
      await().until(() -> hasOpened(second, lock));
      processes.remember("redis", server.pid());
    }

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).as(Files.readString(output)).isZero();
    assertThat(processes.find("redis")).hasValue(server.pid());
  }

  private static boolean hasOpened(Process process, Path file) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return open.anyMatch(one -> file.equals(target(one)));
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      // Closed meanwhile.
      return link;
    }
  }

  private Result run(String... words) throws Exception {
    Path output = directory.resolve("output");
    Process process = start(output, words);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(output));
  }

  private Process start(Path output, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private record Result(int exitCode, String output) {}
}
