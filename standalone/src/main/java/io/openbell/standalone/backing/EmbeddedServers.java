package io.openbell.standalone.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The embedded Redis, broker and H2 server. */
public final class EmbeddedServers implements BackingServers, AutoCloseable {
  private final EmbeddedRedis redis;
  private final EmbeddedBroker broker;
  private final EmbeddedDatabase database;
  private final Runnable afterEnd;
  private volatile String databaseUrl;

  private EmbeddedServers(
      EmbeddedRedis redis,
      EmbeddedBroker broker,
      EmbeddedDatabase database,
      DatabaseName firstDatabase,
      Runnable afterEnd) {
    this.redis = redis;
    this.broker = broker;
    this.database = database;
    this.afterEnd = afterEnd;
    String starting = "The database";
    try {
      database.start();
      databaseUrl = database.open(firstDatabase);
      starting = "Redis";
      redis.start();
      starting = "The AMQP broker";
      broker.start();
    } catch (BackingServerException e) {
      throw endAfter(e);
    } catch (Throwable e) {
      // Errors, too: whatever one of them dies of, the others must not stay.
      throw endAfter(
          new BackingServerException(
              starting + " could not be started: " + BackingServerException.rootOf(e), e));
    }
  }

  private BackingServerException endAfter(BackingServerException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /**
   * Starts them, the database in files, with a database named {@code openbell}.
   *
   * @param dataDirectory where the database's files are
   * @param workDirectory where Redis and the broker keep what may be thrown away
   * @param ports where they listen
   * @return the servers, started
   * @throws BackingServerException when one does not start; none runs then
   */
  public static EmbeddedServers inFiles(
      Path dataDirectory, Path workDirectory, BackingPorts ports) {
    return new EmbeddedServers(
        new EmbeddedRedis(workDirectory.resolve("redis"), ports.redis()),
        new EmbeddedBroker(workDirectory.resolve("broker"), ports.amqp()),
        EmbeddedDatabase.inFiles(dataDirectory, ports.database()),
        new DatabaseName("openbell"),
        () -> {});
  }

  /**
   * Starts them on free ports, with databases in memory.
   *
   * @return the servers, started
   * @throws BackingServerException when one does not start; none runs then
   */
  public static EmbeddedServers inMemory() {
    Path work;
    try {
      work = Files.createTempDirectory("openbell-servers-");
    } catch (IOException e) {
      throw new BackingServerException("No temporary directory: " + e.getMessage(), e);
    }
    return new EmbeddedServers(
        new EmbeddedRedis(work.resolve("redis"), 0),
        new EmbeddedBroker(work.resolve("broker"), 0),
        EmbeddedDatabase.inMemory(0),
        DatabaseName.fresh(),
        () -> delete(work));
  }

  @Override
  public Map<String, String> springProperties() {
    return Map.of(
        "spring.rabbitmq.host",
        "127.0.0.1",
        "spring.rabbitmq.port",
        Integer.toString(broker.port()),
        "spring.rabbitmq.username",
        EmbeddedBroker.USER,
        "spring.rabbitmq.password",
        EmbeddedBroker.PASSWORD,
        "openbell.redis.address",
        redis.address(),
        "spring.datasource.url",
        databaseUrl,
        "spring.datasource.username",
        EmbeddedDatabase.USER,
        "spring.datasource.password",
        EmbeddedDatabase.PASSWORD);
  }

  @Override
  public String freshDatabase() {
    databaseUrl = database.open(DatabaseName.fresh());
    return databaseUrl;
  }

  @Override
  public void flushRedis() {
    try {
      RedisCall.send(redis.port(), "FLUSHALL");
    } catch (IOException e) {
      throw new BackingServerException("Redis was not emptied: " + e.getMessage(), e);
    }
  }

  @Override
  public void stopRedis() {
    redis.kill();
  }

  @Override
  public void startRedis() {
    redis.start();
  }

  /**
   * The process of Redis, which is a child of this one and could die by itself.
   *
   * @return the process while it lives
   */
  public Optional<Process> redisProcess() {
    return redis.process();
  }

  @Override
  public void stopBroker() {
    broker.stop();
  }

  @Override
  public void startBroker() {
    broker.start();
  }

  @Override
  public void stopDatabase() {
    database.stop();
  }

  @Override
  public void startDatabase() {
    database.start();
  }

  @Override
  public boolean real() {
    return false;
  }

  /** Stops all of them and removes what they kept for this run only. */
  @Override
  public void close() {
    List<Runnable> steps = List.of(redis::close, broker::close, database::close, afterEnd);
    @Nullable RuntimeException failure = null;
    // Each is tried: the child process above all must not outlive this one.
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BackingServerException(directory + " was not removed: " + e.getMessage(), e);
    }
  }
}
