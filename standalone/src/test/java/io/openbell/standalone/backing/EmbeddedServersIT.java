package io.openbell.standalone.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersIT {
  @TempDir Path directory;

  @Test
  void dataInFilesIsThereForTheNextServers() throws Exception {
    try (EmbeddedServers servers = start()) {
      run(servers, "create table bell (id bigint primary key)");
      run(servers, "insert into bell values (7)");
    }
    try (EmbeddedServers servers = start();
        Connection connection = connect(servers.springProperties());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select id from bell")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getLong(1)).isEqualTo(7);
    }
  }

  @Test
  void noDatabaseCanBeMadeOverTcp() {
    try (EmbeddedServers servers = start()) {
      String url = servers.springProperties().get("spring.datasource.url");
      String other = url.replace("/openbell;", "/other;");

      assertThat(other).isNotEqualTo(url);
      assertThatThrownBy(() -> DriverManager.getConnection(other, "sa", ""))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("not found");
    }
  }

  @Test
  void nothingListensBeyondTheLoopbackAddress() throws Exception {
    try (EmbeddedServers servers = start()) {
      for (int port : ports(servers)) {
        assertThat(LocalPort.isFree(port)).isFalse();
        for (InetAddress address : addressesOfThisMachineForOthers()) {
          assertThatThrownBy(() -> connect(address, port)).isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void closingFreesAllPortsAndLeavesNoProcess() {
    List<Integer> ports;
    try (EmbeddedServers servers = start()) {
      ports = ports(servers);
    }
    assertThat(ports).hasSize(3).allMatch(LocalPort::isFree);
  }

  @Test
  void aTakenPortIsNamedAndNothingIsLeftRunning() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      int taken = LocalPort.free();
      int redis = LocalPort.free();
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken));
      BackingPorts ports = new BackingPorts(redis, taken, 0);

      assertThatThrownBy(() -> EmbeddedServers.inFiles(directory, directory, ports))
          .isInstanceOf(BackingServerException.class)
          .hasMessage("Port " + taken + " for the AMQP broker is taken by another program.");
      assertThat(LocalPort.isFree(redis)).isTrue();
    }
  }

  @Test
  void whateverTheBrokerDiesOfIsASentenceAndLeavesNothingThatRuns() throws Exception {
    int redis = LocalPort.free();
    Path output = directory.resolve("output");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Here the broker does not find its own fields: an Error.
                "-Duser.language=tr",
                "-cp",
                System.getProperty("java.class.path"),
                ServersUnderLocale.class.getName(),
                directory.toString(),
                Integer.toString(redis))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      // By itself: no thread is left that keeps it alive.
      assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    assertThat(Files.readString(output))
        .contains("The AMQP broker could not be started: ")
        .doesNotContain("started {");
    assertThat(LocalPort.isFree(redis)).isTrue();
  }

  @Test
  void aRedisWhoseProgramWasKilledIsEndedByTheNextStart() throws Exception {
    int port = LocalPort.free();
    EmbeddedRedis donor = new EmbeddedRedis(directory, port);
    donor.start();
    donor.stop();
    Process orphan = startOrphan(port);
    try (EmbeddedRedis redis = new EmbeddedRedis(directory, port)) {
      redis.start();

      assertThat(redis.pid()).isPresent();
      assertThat(RedisCall.send(port, "PING")).isEqualTo("PONG");
      assertThat(RedisCall.send(port, "INFO", "server"))
          .contains("process_id:" + redis.pid().orElseThrow());
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void aRedisThatALivingProgramOwnsIsLeftAlone() throws Exception {
    try (EmbeddedRedis mine = new EmbeddedRedis(directory, 0)) {
      mine.start();
      EmbeddedRedis second = new EmbeddedRedis(directory, mine.port());

      assertThatThrownBy(second::start)
          .isInstanceOf(BackingServerException.class)
          .hasMessageContaining("taken by another program");
      assertThat(mine.isRunning()).isTrue();
    }
  }

  @Test
  void aKilledRedisComesBackOnItsPort() throws Exception {
    try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0)) {
      redis.start();
      int port = redis.port();
      redis.kill();
      assertThat(redis.isRunning()).isFalse();
      assertThat(LocalPort.isFree(port)).isTrue();

      redis.start();

      assertThat(redis.port()).isEqualTo(port);
      assertThat(RedisCall.send(port, "PING")).isEqualTo("PONG");
    }
  }

  /** A shell starts Redis in the background and ends, so that Redis loses its parent. */
  private Process startOrphan(int port) throws Exception {
    Path executable = directory.resolve("openbell-redis-server");
    assertThat(Files.isExecutable(executable)).isTrue();
    String command = executable + " --port " + port + " --bind 127.0.0.1 --save '' &";
    Process shell =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("orphan.log").toFile())
            .start();
    shell.waitFor();
    org.awaitility.Awaitility.await()
        .ignoreExceptions()
        .until(() -> RedisCall.send(port, "PING").equals("PONG"));
    return shell;
  }

  private EmbeddedServers start() {
    return EmbeddedServers.inFiles(
        directory.resolve("data"), directory.resolve("work"), BackingPorts.FREE);
  }

  private static List<Integer> ports(EmbeddedServers servers) {
    Map<String, String> settings = servers.springProperties();
    return List.of(
        Integer.parseInt(settings.get("spring.rabbitmq.port")),
        Integer.parseInt(settings.get("openbell.redis.address").replaceAll(".*:", "")),
        Integer.parseInt(
            settings.get("spring.datasource.url").replaceAll(".*127.0.0.1:(\\d+)/.*", "$1")));
  }

  private static List<InetAddress> addressesOfThisMachineForOthers() throws IOException {
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
    }
  }

  private static void run(EmbeddedServers servers, String sql) throws SQLException {
    try (Connection connection = connect(servers.springProperties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(Map<String, String> settings) throws SQLException {
    return DriverManager.getConnection(
        settings.get("spring.datasource.url"),
        settings.get("spring.datasource.username"),
        settings.get("spring.datasource.password"));
  }
}
