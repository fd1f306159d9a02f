package io.openbell.standalone;

import io.openbell.standalone.backing.BackingPorts;
import io.openbell.standalone.backing.LocalPort;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Where everything listens on 127.0.0.1: defaults, each overridable by an environment variable. */
final class Ports {
  /** What listens, the variable that moves it, and its port when that is not set. */
  enum Listener {
    GATEWAY("OPENBELL_PORT_GATEWAY", 8080),
    WRITE_API("OPENBELL_PORT_WRITE_API", 8081),
    READ_API("OPENBELL_PORT_READ_API", 8082),
    MQ_CONSUMER("OPENBELL_PORT_MQ_CONSUMER", 8083),
    GATEWAY_MANAGEMENT("OPENBELL_PORT_GATEWAY_MANAGEMENT", 9080),
    WRITE_API_MANAGEMENT("OPENBELL_PORT_WRITE_API_MANAGEMENT", 9081),
    READ_API_MANAGEMENT("OPENBELL_PORT_READ_API_MANAGEMENT", 9082),
    MQ_CONSUMER_MANAGEMENT("OPENBELL_PORT_MQ_CONSUMER_MANAGEMENT", 9083),
    REDIS("OPENBELL_PORT_REDIS", 16379),
    AMQP("OPENBELL_PORT_AMQP", 15673),
    H2("OPENBELL_PORT_H2", 19092);

    private final String variable;
    private final int standard;

    Listener(String variable, int standard) {
      this.variable = variable;
      this.standard = standard;
    }

    String variable() {
      return variable;
    }
  }

  private final Map<Listener, Integer> ports;

  private Ports(Map<Listener, Integer> ports) {
    this.ports = ports;
  }

  /**
   * The ports of an environment.
   *
   * @throws StartFailure when a variable is no port, or two of them are the same
   */
  static Ports from(Map<String, String> environment) {
    Map<Listener, Integer> ports = new EnumMap<>(Listener.class);
    Map<Integer, Listener> taken = new HashMap<>();
    for (Listener listener : Listener.values()) {
      int port = port(listener, environment.getOrDefault(listener.variable, ""));
      Listener other = taken.put(port, listener);
      if (other != null) {
        throw new StartFailure(
            "%s and %s are both %d; give each a port of its own."
                .formatted(other.variable, listener.variable, port));
      }
      ports.put(listener, port);
    }
    return new Ports(ports);
  }

  int of(Listener listener) {
    return Objects.requireNonNull(ports.get(listener));
  }

  int of(ServiceName service) {
    return of(Listener.valueOf(service.name()));
  }

  /** Where a service tells of its health and its metrics. */
  int management(ServiceName service) {
    return of(Listener.valueOf(service.name() + "_MANAGEMENT"));
  }

  BackingPorts backing() {
    return new BackingPorts(of(Listener.REDIS), of(Listener.AMQP), of(Listener.H2));
  }

  /**
   * Looks whether all ports are free.
   *
   * @throws StartFailure naming each taken port and the variable that moves it
   */
  void requireFree() {
    List<String> taken =
        Arrays.stream(Listener.values())
            .filter(listener -> !LocalPort.isFree(of(listener)))
            .map(
                listener ->
                    "Port %d is taken by another program; choose another one for it with %s."
                        .formatted(of(listener), listener.variable))
            .toList();
    if (!taken.isEmpty()) {
      throw new StartFailure(taken.stream().collect(Collectors.joining(System.lineSeparator())));
    }
  }

  private static int port(Listener listener, String value) {
    if (value.isBlank()) {
      return listener.standard;
    }
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number that is out of range.
    }
    throw new StartFailure(
        "%s is '%s', which is no port (1 to 65535).".formatted(listener.variable, value));
  }
}
