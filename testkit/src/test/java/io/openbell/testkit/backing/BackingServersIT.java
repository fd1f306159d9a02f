package io.openbell.testkit.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.RedisCall;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every set of servers promises: runs on the embedded ones, or on those of .ci/servers. */
class BackingServersIT {
  private final BackingServers servers = SharedServers.get();

  @Test
  void servicesAreGivenExactlyTheSettingsTheyKnow() {
    assertThat(servers.springProperties())
        .containsOnlyKeys(
            "spring.rabbitmq.host",
            "spring.rabbitmq.port",
            "spring.rabbitmq.username",
            "spring.rabbitmq.password",
            "openbell.redis.address",
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.datasource.password");
  }

  @Test
  void allTestsShareOneSetOfServersAndWhatOneHasStoppedIsUpForTheNext() throws Exception {
    servers.stopRedis();

    assertThat(SharedServers.get()).isSameAs(servers);
    assertThat(redis("PING")).isEqualTo("PONG");
  }

  @Test
  void aFreshDatabaseIsEmptyWhileTheEarlierOneKeepsItsRows() throws Exception {
    String first = servers.freshDatabase();
    makeTableWithOneRow();

    String second = servers.freshDatabase();

    assertThat(second).isNotEqualTo(first).isEqualTo(setting("spring.datasource.url"));
    assertThatThrownBy(() -> rows(second)).isInstanceOf(SQLException.class);
    assertThat(rows(first)).isEqualTo(1);
  }

  @Test
  void theDatabaseBreaksItsConnectionsWhenStoppedAndHasWhatWasCommittedWhenStarted()
      throws Exception {
    String url = servers.freshDatabase();
    makeTableWithOneRow();
    try (java.sql.Connection open = connect(url);
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("insert into bell values (2)");

      servers.stopDatabase();

      assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
    }
    servers.startDatabase();

    assertThat(setting("spring.datasource.url")).isEqualTo(url);
    assertThat(rows(url)).isEqualTo(1);
  }

  @Test
  void redisRefusesConnectionsWhenStoppedAndIsEmptyWhenStarted() throws Exception {
    redis("SET", "bell", "rings");
    assertThat(redis("GET", "bell")).isEqualTo("rings");

    servers.stopRedis();
    assertThatThrownBy(() -> redis("PING")).isInstanceOf(SocketException.class);

    servers.startRedis();
    assertThat(redis("GET", "bell")).isEmpty();
  }

  @Test
  void aFlushedRedisIsEmpty() throws Exception {
    redis("SET", "bell", "rings");

    servers.flushRedis();

    assertThat(redis("DBSIZE")).isEqualTo("0");
  }

  @Test
  void theBrokerComesBackOnTheSamePortAndARealOneStillHasDurableMessages() throws Exception {
    String port = setting("spring.rabbitmq.port");
    do {
      outageAfterPublishing();
      // RabbitMQ confirms a new queue a moment before it is on disk; killed then, it has none.
    } while (servers.real() && !brokerHas("bell"));

    assertThat(setting("spring.rabbitmq.port")).isEqualTo(port);
    try (Connection connection = amqp()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("bell", true, false, false, Map.of());
      GetResponse message = channel.basicGet("bell", true);
      assertThat(message != null).isEqualTo(servers.real());
      channel.queueDelete("bell");
    }
  }

  private void outageAfterPublishing() throws Exception {
    try (Connection connection = amqp()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("bell", true, false, false, Map.of());
      channel.queuePurge("bell");
      byte[] body = "ding".getBytes(StandardCharsets.UTF_8);
      channel.basicPublish("", "bell", MessageProperties.PERSISTENT_BASIC, body);
      channel.waitForConfirmsOrDie(5000);

      servers.stopBroker();

      assertThatThrownBy(this::amqp).isInstanceOf(SocketException.class);
    } catch (ShutdownSignalException expected) {
      // Closing a connection that the outage has broken.
    }
    servers.startBroker();
  }

  private boolean brokerHas(String queue) throws Exception {
    try (Connection connection = amqp()) {
      connection.createChannel().queueDeclarePassive(queue);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  @Test
  void stoppingWhatIsDownAndStartingWhatIsUpDoesNothing() throws Exception {
    servers.stopRedis();
    servers.stopRedis();
    servers.startRedis();
    servers.startRedis();
    servers.startBroker();
    servers.startDatabase();

    assertThat(redis("PING")).isEqualTo("PONG");
  }

  private String setting(String key) {
    return servers.springProperties().get(key);
  }

  private String redis(String... words) throws Exception {
    return RedisCall.send(URI.create(setting("openbell.redis.address")).getPort(), words);
  }

  private Connection amqp() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(setting("spring.rabbitmq.host"));
    factory.setPort(Integer.parseInt(setting("spring.rabbitmq.port")));
    factory.setUsername(setting("spring.rabbitmq.username"));
    factory.setPassword(setting("spring.rabbitmq.password"));
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection();
  }

  private java.sql.Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(
        url, setting("spring.datasource.username"), setting("spring.datasource.password"));
  }

  private void makeTableWithOneRow() throws SQLException {
    try (java.sql.Connection connection = connect(setting("spring.datasource.url"));
        Statement statement = connection.createStatement()) {
      statement.execute("create table bell (id bigint primary key)");
      statement.execute("insert into bell values (1)");
    }
  }

  private long rows(String url) throws SQLException {
    try (java.sql.Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from bell")) {
      result.next();
      return result.getLong(1);
    }
  }
}
