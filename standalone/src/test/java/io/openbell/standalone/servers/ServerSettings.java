package io.openbell.standalone.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the servers have their files and listen, and how one gets in. */
final class ServerSettings {
  static final String HOST = "127.0.0.1";
  static final String POSTGRES_PASSWORD = "openbell";

  /**
   * What listens, and where by default: below 32768, from where on Linux gives ports to clients.
   * One of those could take a server's port while the server is down.
   */
  enum Port {
    RABBITMQ(21672),
    RABBITMQ_MANAGEMENT(21673),
    RABBITMQ_PROMETHEUS(21674),
    RABBITMQ_DISTRIBUTION(21675),
    RABBITMQ_EPMD(21676),
    REDIS(21679),
    POSTGRES(21632);

    private final int standard;

    Port(int standard) {
      this.standard = standard;
    }

    /** The environment's variable that moves it. */
    String variable() {
      return "OPENBELL_" + name() + "_PORT";
    }
  }

  private final Path directory;
  private final Path script;
  private final Map<String, String> environment;
  private final Map<Port, Integer> ports = new EnumMap<>(Port.class);

  /** Ports are those of the environment, else those of the last start, else the defaults. */
  ServerSettings(Path checkout, Map<String, String> environment) throws IOException {
    this.script = checkout.resolve(".ci/servers");
    this.environment = environment;
    String chosen = environment.getOrDefault("OPENBELL_SERVERS_DIR", "");
    Path made = chosen.isEmpty() ? checkout.resolve(".openbell/servers") : Path.of(chosen);
    this.directory = Files.createDirectories(made.toAbsolutePath().normalize());
    Map<String, String> last = lastStart();
    for (Port port : Port.values()) {
      String text = environment.getOrDefault(port.variable(), "");
      if (text.isEmpty()) {
        text = last.getOrDefault(port.variable(), Integer.toString(port.standard));
      }
      if (!text.matches("[1-9]\\d{0,4}")) {
        throw new ServersFailure(port.variable() + " is '" + text + "', which is no port");
      }
      ports.put(port, Integer.valueOf(text));
    }
  }

  Path directory() {
    return directory;
  }

  int port(Port port) {
    return ports.get(port);
  }

  /** PostgreSQL's directory, when somebody has chosen one. */
  String postgresDirectory() {
    return environment.getOrDefault("OPENBELL_POSTGRES_DIR", "");
  }

  /** Writes the file by which tests find the servers. */
  void writeEnv() throws IOException {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("OPENBELL_SERVERS_DIR", directory.toString());
    env.put("OPENBELL_SERVERS_SCRIPT", script.toString());
    env.put("OPENBELL_RABBITMQ_HOST", HOST);
    env.put("OPENBELL_RABBITMQ_USER", "guest");
    env.put("OPENBELL_RABBITMQ_PASSWORD", "guest");
    env.put("OPENBELL_REDIS_HOST", HOST);
    env.put("OPENBELL_POSTGRES_HOST", HOST);
    env.put("OPENBELL_POSTGRES_USER", "openbell");
    env.put("OPENBELL_POSTGRES_PASSWORD", POSTGRES_PASSWORD);
    env.put("OPENBELL_POSTGRES_DATABASE", "openbell");
    ports.forEach((port, number) -> env.put(port.variable(), Integer.toString(number)));
    String lines =
        env.entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue() + "\n")
            .collect(Collectors.joining());
    Path unfinished = Files.writeString(directory.resolve("env.new"), lines);
    Files.move(unfinished, directory.resolve("env"), StandardCopyOption.ATOMIC_MOVE);
  }

  private Map<String, String> lastStart() throws IOException {
    Map<String, String> last = new HashMap<>();
    Path env = directory.resolve("env");
    if (Files.exists(env)) {
      for (String line : Files.readAllLines(env)) {
        String[] pair = line.split("=", 2);
        if (pair.length == 2 && !pair[1].isEmpty()) {
          last.put(pair[0], pair[1]);
        }
      }
    }
    return last;
  }
}
