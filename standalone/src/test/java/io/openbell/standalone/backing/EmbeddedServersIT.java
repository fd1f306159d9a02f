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
  void data_in_files_is_there_for_the_next_servers() throws Exception {
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
  void no_database_can_be_made_over_tcp() {
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
  void nothing_listens_beyond_the_loopback_address() throws Exception {
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
  void closing_frees_all_ports_and_leaves_no_process() {
    List<Integer> ports;
    try (EmbeddedServers servers = start()) {
      ports = ports(servers);
    }
    assertThat(ports).hasSize(3).allMatch(LocalPort::isFree);
  }

  @Test
  void a_taken_port_is_named_and_nothing_is_left_running() throws Exception {
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
  void whatever_the_broker_dies_of_is_a_sentence_and_leaves_nothing_that_runs() throws Exception {
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
  void a_redis_whose_program_was_killed_is_ended_by_the_next_start() throws Exception {
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
  void a_redis_that_a_living_program_owns_is_left_alone() throws Exception {
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
  void a_killed_redis_comes_back_on_its_port() throws Exception {
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
