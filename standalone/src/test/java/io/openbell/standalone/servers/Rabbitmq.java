package io.openbell.standalone.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.openbell.standalone.servers.ServerSettings.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** RabbitMQ, which comes back with its durable queues; and Erlang's port mapper, which it needs. */
record Rabbitmq(ServerSettings settings, ServerProcesses processes) implements Server {
  private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
  private static final String PORT_MAPPER = "epmd";

  @Override
  public String name() {
    return "rabbitmq";
  }

  @Override
  public Port port() {
    return Port.RABBITMQ;
  }

  @Override
  public void start() throws IOException {
    if (processes.find(name()).isPresent()) {
      return;
    }
    if (!Files.isExecutable(PROGRAM)) {
      throw new ServersFailure("rabbitmq-server is missing: run .ci/servers install");
    }
    List.of(
            Port.RABBITMQ,
            Port.RABBITMQ_MANAGEMENT,
            Port.RABBITMQ_PROMETHEUS,
            Port.RABBITMQ_DISTRIBUTION)
        .forEach(port -> Question.requireFree(settings, port));
    Path base = settings.directory().resolve("rabbitmq");
    configure(base);
    startPortMapper();
    ProcessBuilder server = new ProcessBuilder(PROGRAM.toString());
    server.environment().putAll(portMapper());
    server.environment().putAll(environment(base));
    processes.start(name(), server);
    processes.awaitAnswer(name(), Duration.ofSeconds(90), this::answers);
    // From the shell script that started it to the Erlang VM itself, the one to end.
    String pid = Files.readString(base.resolve("rabbit.pid")).strip();
    processes.remember(name(), Long.parseLong(pid));
  }

  @Override
  public void stop(Signal signal) throws IOException {
    processes.end(name(), signal, Duration.ofSeconds(60));
    processes.end(PORT_MAPPER, signal, Duration.ofSeconds(10));
  }

  private void configure(Path base) throws IOException {
    for (String folder : List.of("home", "mnesia", "log")) {
      Files.createDirectories(base.resolve(folder));
    }
    Files.writeString(base.resolve("env.conf"), "");
    Files.writeString(
        base.resolve("enabled_plugins"),
        "[rabbitmq_management,rabbitmq_prometheus,rabbitmq_consistent_hash_exchange].\n");
    Files.writeString(
        base.resolve("rabbitmq.conf"),
        """
        listeners.tcp.1 = %1$s:%2$d
        management.tcp.ip = %1$s
        management.tcp.port = %3$d
        prometheus.tcp.ip = %1$s
        prometheus.tcp.port = %4$d
        # Figures of a second ago, not of five.
        collect_statistics_interval = 1000
        """
            .formatted(
                ServerSettings.HOST,
                settings.port(Port.RABBITMQ),
                settings.port(Port.RABBITMQ_MANAGEMENT),
                settings.port(Port.RABBITMQ_PROMETHEUS)));
  }

  /** Started here and not by RabbitMQ, which would leave it behind without telling its number. */
  private void startPortMapper() throws IOException {
    if (processes.find(PORT_MAPPER).isEmpty()) {
      Question.requireFree(settings, Port.RABBITMQ_EPMD);
      String port = Integer.toString(settings.port(Port.RABBITMQ_EPMD));
      ProcessBuilder mapper =
          new ProcessBuilder(PORT_MAPPER, "-address", ServerSettings.HOST, "-port", port);
      mapper.environment().putAll(portMapper());
      processes.start(PORT_MAPPER, mapper);
    }
  }

  private Map<String, String> portMapper() {
    return Map.of(
        "ERL_EPMD_ADDRESS",
        ServerSettings.HOST,
        "ERL_EPMD_PORT",
        Integer.toString(settings.port(Port.RABBITMQ_EPMD)));
  }

  private Map<String, String> environment(Path base) {
    return Map.of(
        "HOME", base.resolve("home").toString(),
        "RABBITMQ_NODENAME", "openbell@localhost",
        "RABBITMQ_MNESIA_BASE", base.resolve("mnesia").toString(),
        "RABBITMQ_LOG_BASE", base.resolve("log").toString(),
        "RABBITMQ_CONFIG_FILE", base.resolve("rabbitmq.conf").toString(),
        "RABBITMQ_CONF_ENV_FILE", base.resolve("env.conf").toString(),
        "RABBITMQ_ENABLED_PLUGINS_FILE", base.resolve("enabled_plugins").toString(),
        "RABBITMQ_PID_FILE", base.resolve("rabbit.pid").toString(),
        "RABBITMQ_DIST_PORT", Integer.toString(settings.port(Port.RABBITMQ_DISTRIBUTION)),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
  }

  private boolean answers() {
    String user = Base64.getEncoder().encodeToString("guest:guest".getBytes(ISO_8859_1));
    String overview =
        "GET /api/overview HTTP/1.0\r\nHost: localhost\r\nAuthorization: Basic " + user;
    // The protocol header; a broker that is ready answers with a method frame (type 1).
    return Question.isAnswered(settings.port(Port.RABBITMQ), "AMQP\0\0\11\1", "\1")
        && Question.isAnswered(
            settings.port(Port.RABBITMQ_MANAGEMENT), overview + "\r\n\r\n", "HTTP/1.1 200 ");
  }
}
