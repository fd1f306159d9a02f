package io.openbell.standalone.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What {@code .ci/servers} does, but for installing. */
public final class ServersCommand {
  private static final String USAGE =
      """
      usage: .ci/servers install [PACKAGE...]                    install what is missing (root or sudo),
                                                                 and these Debian packages
             .ci/servers start  [all|rabbitmq|redis|postgres]    start, and wait until it answers
             .ci/servers stop   [all|rabbitmq|redis|postgres]    end gracefully, and wait
             .ci/servers kill   [all|rabbitmq|redis|postgres]    kill -9
             .ci/servers pause  [all|rabbitmq|redis|postgres]    SIGSTOP: it stands still
             .ci/servers resume [all|rabbitmq|redis|postgres]    SIGCONT
             .ci/servers status                                  exit 0 when all are up, else 3

      After a kill PostgreSQL comes back with what was committed and RabbitMQ with its durable queues;
      Redis always comes back empty. `start` writes the file `env` with addresses and users:
        OPENBELL_TEST_SERVERS=.openbell/servers/env mvn verify
      runs the integration tests on these servers instead of embedded ones.

      Variables: OPENBELL_SERVERS_DIR (default .openbell/servers), OPENBELL_POSTGRES_DIR (of its data, by
      default in there, or below /var/tmp where PostgreSQL's user cannot reach that), and the ports
        OPENBELL_RABBITMQ_PORT 21672              OPENBELL_REDIS_PORT 21679
        OPENBELL_RABBITMQ_MANAGEMENT_PORT 21673   OPENBELL_POSTGRES_PORT 21632
        OPENBELL_RABBITMQ_PROMETHEUS_PORT 21674
        OPENBELL_RABBITMQ_DISTRIBUTION_PORT 21675
        OPENBELL_RABBITMQ_EPMD_PORT 21676
      """;

  private static final Duration TURN = Duration.ofMinutes(5);
  private static final int FAILED = 1;
  private static final int NOT_UNDERSTOOD = 2;
  private static final int DOWN = 3;

  private final ServerSettings settings;
  private final ServerProcesses processes;

  private ServersCommand(ServerSettings settings) {
    this.settings = settings;
    this.processes = new ServerProcesses(settings.directory(), System.err);
  }

  /**
   * Does it, and ends this process.
   *
   * @param arguments the checkout, then the words of the command
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ENGLISH);
    List<String> words = List.of(arguments).subList(1, arguments.length);
    System.exit(exitCode(Path.of(arguments[0]), words, System.getenv()));
  }

  private static int exitCode(Path checkout, List<String> words, Map<String, String> environment) {
    String verb = words.isEmpty() ? "" : words.get(0);
    try {
      switch (verb) {
        case "start", "stop", "kill", "pause", "resume", "status":
          ServersCommand command = new ServersCommand(new ServerSettings(checkout, environment));
          return command.inTurn(verb, words.size() > 1 ? words.get(1) : "all");
        case "help", "--help", "-h":
          System.out.print(USAGE);
          return 0;
        default:
          System.err.print(USAGE);
          return NOT_UNDERSTOOD;
      }
    } catch (ServersFailure e) {
      System.err.println("servers: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("servers: " + e);
    }
    return FAILED;
  }

  /** One at a time: two starts at once would both find nothing running. */
  private int inTurn(String verb, String name) throws IOException {
    List<Server> servers = selected(name);
    try (FileChannel file =
        FileChannel.open(
            settings.directory().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      long begin = System.nanoTime();
      while (file.tryLock() == null) {
        if (System.nanoTime() - begin > TURN.toNanos()) {
          throw new ServersFailure("another .ci/servers has been running for 5 minutes");
        }
        ServerProcesses.pause(20);
      }
      return run(verb, servers);
    }
  }

  private int run(String verb, List<Server> servers) throws IOException {
    if (verb.equals("status")) {
      return status(servers);
    }
    for (Server server : servers) {
      switch (verb) {
        case "start" -> server.start();
        case "stop" -> server.stop(Signal.TERM);
        case "kill" -> server.stop(Signal.KILL);
        case "pause" -> processes.signal(server.name(), Signal.STOP);
        case "resume" -> processes.signal(server.name(), Signal.CONT);
        default -> throw new IllegalArgumentException(verb);
      }
    }
    if (verb.equals("start")) {
      settings.writeEnv();
    }
    return 0;
  }

  /** In the order they start. */
  private List<Server> selected(String name) {
    List<Server> all =
        List.of(
            new Postgres(settings, processes),
            new Redis(settings, processes),
            new Rabbitmq(settings, processes));
    List<Server> selected =
        all.stream().filter(one -> name.equals("all") || one.name().equals(name)).toList();
    if (selected.isEmpty()) {
      throw new ServersFailure(
          "there is no server '" + name + "', only rabbitmq, redis and postgres");
    }
    return selected;
  }

  private int status(List<Server> servers) throws IOException {
    int exitCode = 0;
    for (Server server : servers) {
      OptionalLong pid = processes.find(server.name());
      if (pid.isPresent()) {
        System.out.printf(
            "%-9s up    port %-6d pid %d%n",
            server.name(), settings.port(server.port()), pid.getAsLong());
      } else {
        System.out.printf("%-9s down%n", server.name());
        exitCode = DOWN;
      }
    }
    return exitCode;
  }
}
