package io.openbell.standalone.backing;

import java.util.Map;

/**
 * Redis, the AMQP broker and the database as one thing that can be handed to the services, emptied,
 * and broken: embedded ones, or the real Redis, RabbitMQ and PostgreSQL of {@code .ci/servers}.
 *
 * <p>Stopping is as abrupt as the server allows (a kill for every real server and for the embedded
 * Redis; the embedded broker and database drop their connections), since tests use it to simulate
 * outages. What is left afterwards: the database's committed data always, Redis nothing, messages
 * on durable queues only with the real broker. Servers come back on the same ports.
 */
public interface BackingServers {
  /**
   * The settings that make a Spring Boot service use these servers.
   *
   * @return spring.rabbitmq.{host,port,username,password}, openbell.redis.address and
   *     spring.datasource.{url,username,password}; the database is the latest one made
   */
  Map<String, String> springProperties();

  /**
   * Makes a new empty database; {@link #springProperties()} points to it from now on. Earlier ones
   * stay for whoever still uses them.
   *
   * @return the new database's JDBC URL
   * @throws BackingServerException when the database server does not make it
   */
  String freshDatabase();

  /**
   * Empties Redis.
   *
   * @throws BackingServerException when Redis is down
   */
  void flushRedis();

  /** Kills Redis. Does nothing when it is down. */
  void stopRedis();

  /** Starts Redis, empty, and waits until it answers. Does nothing when it is up. */
  void startRedis();

  /** Kills the broker. Does nothing when it is down. */
  void stopBroker();

  /** Starts the broker and waits until it accepts connections. Does nothing when it is up. */
  void startBroker();

  /** Kills the database server. Does nothing when it is down. */
  void stopDatabase();

  /** Starts the database server with its data. Does nothing when it is up. */
  void startDatabase();

  /**
   * Whether these are real servers: RabbitMQ, Redis and PostgreSQL.
   *
   * @return false for embedded ones
   */
  boolean real();
}
