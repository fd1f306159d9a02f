package io.openbell.testkit.backing;

import io.openbell.standalone.backing.BackingServerException;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.DatabaseName;
import io.openbell.standalone.backing.RedisCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The real RabbitMQ, Redis and PostgreSQL that {@code .ci/servers start} runs. They belong to
 * whoever started them: ending this only drops the databases made here.
 */
final class RealServers implements BackingServers {
  private static final long SCRIPT_SECONDS = 120;

  private final Map<String, String> env;
  private final ConcurrentLinkedQueue<DatabaseName> made = new ConcurrentLinkedQueue<>();
  private volatile String databaseUrl;

  private RealServers(Map<String, String> env) {
    this.env = env;
    this.databaseUrl = url(value("OPENBELL_POSTGRES_DATABASE"));
  }

  /**
   * The servers of an env file, started where one is down, with a new empty database.
   *
   * @param envFile as written by {@code .ci/servers start}
   */
  static RealServers of(Path envFile) {
    RealServers servers = new RealServers(parse(envFile));
    servers.script("start", "all");
    servers.freshDatabase();
    return servers;
  }

  static Map<String, String> parse(Path envFile) {
    try {
      return Files.readAllLines(envFile).stream()
          .filter(line -> line.contains("=") && !line.startsWith("#"))
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b));
    } catch (IOException e) {
      throw new BackingServerException(
          SharedServers.VARIABLE
              + " names "
              + envFile
              + ", which cannot be read. Run `.ci/servers start` first.",
          e);
    }
  }

  @Override
  public Map<String, String> springProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.rabbitmq.host", value("OPENBELL_RABBITMQ_HOST"));
    properties.put("spring.rabbitmq.port", value("OPENBELL_RABBITMQ_PORT"));
    properties.put("spring.rabbitmq.username", value("OPENBELL_RABBITMQ_USER"));
    properties.put("spring.rabbitmq.password", value("OPENBELL_RABBITMQ_PASSWORD"));
    properties.put(
        "openbell.redis.address",
        "redis://" + value("OPENBELL_REDIS_HOST") + ":" + value("OPENBELL_REDIS_PORT"));
    properties.put("spring.datasource.url", databaseUrl);
    properties.put("spring.datasource.username", value("OPENBELL_POSTGRES_USER"));
    properties.put("spring.datasource.password", value("OPENBELL_POSTGRES_PASSWORD"));
    return Map.copyOf(properties);
  }

  @Override
  public String freshDatabase() {
    DatabaseName name = DatabaseName.fresh();
    try {
      execute("create database " + name.value());
    } catch (SQLException e) {
      throw new BackingServerException("No new database was made: " + e.getMessage(), e);
    }
    made.add(name);
    databaseUrl = url(name.value());
    return databaseUrl;
  }

  @Override
  public void flushRedis() {
    try {
      RedisCall.send(Integer.parseInt(value("OPENBELL_REDIS_PORT")), "FLUSHALL");
    } catch (IOException e) {
      throw new BackingServerException("Redis was not emptied: " + e.getMessage(), e);
    }
  }

  @Override
  public void stopRedis() {
    script("kill", "redis");
  }

  @Override
  public void startRedis() {
    script("start", "redis");
  }

  @Override
  public void stopBroker() {
    script("kill", "rabbitmq");
  }

  @Override
  public void startBroker() {
    script("start", "rabbitmq");
  }

  @Override
  public void stopDatabase() {
    script("kill", "postgres");
  }

  @Override
  public void startDatabase() {
    script("start", "postgres");
  }

  @Override
  public boolean real() {
    return true;
  }

  /** Drops the databases made here. */
  void end() {
    for (DatabaseName name : made) {
      try {
        execute("drop database if exists " + name.value() + " with (force)");
      } catch (SQLException e) {
        // The server is down, or was replaced: then there is nothing to drop.
        return;
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                url(value("OPENBELL_POSTGRES_DATABASE")),
                value("OPENBELL_POSTGRES_USER"),
                value("OPENBELL_POSTGRES_PASSWORD"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://"
        + value("OPENBELL_POSTGRES_HOST")
        + ":"
        + value("OPENBELL_POSTGRES_PORT")
        + "/"
        + database
        // As operators are told to: see docs/operations.md.
        + "?reWriteBatchedInserts=true";
  }

  private String value(String key) {
    String value = env.get(key);
    if (value == null) {
      throw new BackingServerException("The env file of .ci/servers has no " + key + ".");
    }
    return value;
  }

  private void script(String verb, String server) {
    List<String> command = List.of("bash", value("OPENBELL_SERVERS_SCRIPT"), verb, server);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The servers' directory and ports, whatever this JVM was started with.
    builder.environment().putAll(env);
    Path output = Path.of(value("OPENBELL_SERVERS_DIR")).resolve("last-" + server + "-command.log");
    // To a file: a server started by the script would keep a pipe open for as long as it lives.
    builder.redirectOutput(output.toFile());
    try {
      Process process = builder.start();
      if (!process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BackingServerException(
            "`.ci/servers " + verb + " " + server + "` took longer than 120 s.");
      }
      if (process.exitValue() != 0) {
        throw new BackingServerException(
            "`.ci/servers " + verb + " " + server + "` failed: " + Files.readString(output));
      }
    } catch (IOException e) {
      throw new BackingServerException("`.ci/servers` could not be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackingServerException("Interrupted while `.ci/servers` ran", e);
    }
  }
}
