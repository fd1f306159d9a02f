package io.openbell.standalone.backing;

/**
 * Where the embedded servers listen on 127.0.0.1; 0 stands for a free port picked at the start.
 *
 * @param redis Redis
 * @param amqp the AMQP broker
 * @param database H2's TCP server
 */
public record BackingPorts(int redis, int amqp, int database) {
  /** Free ports for all three. */
  public static final BackingPorts FREE = new BackingPorts(0, 0, 0);

  /**
   * Refuses what is no port.
   *
   * @throws IllegalArgumentException when a port is not between 0 and 65535
   */
  public BackingPorts {
    check(redis);
    check(amqp);
    check(database);
  }

  private static void check(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("Not a port: " + port);
    }
  }
}
