package io.openbell.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher was asked for.
 *
 * @param checkout the project's root, where the built jars are found
 * @param state where logs, process ids and temporary data go
 * @param data where the database is kept, or empty for one that is deleted afterwards
 * @param demo whether to register sample products
 * @param task what to do
 * @param background whether nobody sees its output, which goes to a log then
 * @param ports where everything listens
 * @param patience how long a start may go on without any progress
 * @param logBytes the most that one log may take
 * @param javaOptions additional options for the services' JVMs
 */
record LaunchOptions(
    Path checkout,
    Path state,
    Optional<Path> data,
    boolean demo,
    Task task,
    boolean background,
    Ports ports,
    Duration patience,
    long logBytes,
    List<String> javaOptions) {

  /** What a launcher can do. */
  enum Task {
    /** Starts everything and stays. */
    UP,
    /** Starts everything for {@link ClassArchive}s, and ends. */
    RECORD,
    /** Has the launcher that runs start again what is down, and ends. */
    COMPLETE
  }

  private static final int DEFAULT_SECONDS = 60;
  private static final int DEFAULT_LOG_MEGABYTES = 40;

  LaunchOptions {
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Reads {@code --checkout=DIR [--state=DIR] [--data=DIR] [--demo] [--record|--complete]
   * [--background]} and the environment.
   *
   * @throws StartFailure when something is missing or not known
   */
  static LaunchOptions parse(List<String> arguments, Map<String, String> environment) {
    Optional<Path> checkout = Optional.empty();
    Optional<Path> state = Optional.empty();
    Optional<Path> data = Optional.empty();
    boolean demo = false;
    Task task = Task.UP;
    boolean background = false;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (argument.equals("--demo")) {
        demo = true;
      } else if (argument.equals("--record")) {
        task = Task.RECORD;
      } else if (argument.equals("--complete")) {
        task = Task.COMPLETE;
      } else if (argument.equals("--background")) {
        background = true;
      } else if (argument.startsWith("--checkout=") && !value.isEmpty()) {
        checkout = Optional.of(absolute(value));
      } else if (argument.startsWith("--state=") && !value.isEmpty()) {
        state = Optional.of(absolute(value));
      } else if (argument.startsWith("--data=") && !value.isEmpty()) {
        data = Optional.of(absolute(value));
      } else {
        throw new StartFailure("The launcher does not know '" + argument + "'.");
      }
    }
    Path root =
        checkout.orElseThrow(() -> new StartFailure("The launcher needs --checkout=DIRECTORY."));
    return new LaunchOptions(
        root,
        state.orElse(root.resolve(".openbell")),
        data,
        demo,
        task,
        background,
        Ports.from(environment),
        Duration.ofSeconds(
            number(environment, "OPENBELL_UP_SECONDS", "number of seconds", DEFAULT_SECONDS)),
        1_000_000
            * number(environment, "OPENBELL_LOG_MB", "number of megabytes", DEFAULT_LOG_MEGABYTES),
        Arrays.stream(environment.getOrDefault("OPENBELL_JAVA_OPTS", "").split("\\s+"))
            .filter(option -> !option.isEmpty())
            .toList());
  }

  boolean record() {
    return task == Task.RECORD;
  }

  Path logs() {
    return state.resolve("logs");
  }

  /** The launcher's own, where it runs in the background. */
  Path launcherLog() {
    return logs().resolve("launcher.log");
  }

  /** What is deleted at every start and stop. */
  Path temporary() {
    return state.resolve("tmp");
  }

  Path dataDirectory() {
    return data.orElse(temporary().resolve("data"));
  }

  private static Path absolute(String directory) {
    return Path.of(directory).toAbsolutePath().normalize();
  }

  private static long number(
      Map<String, String> environment, String variable, String kind, int byDefault) {
    String text = environment.getOrDefault(variable, "").strip();
    if (text.isEmpty()) {
      return byDefault;
    }
    if (!text.matches("[1-9][0-9]{0,4}")) {
      throw new StartFailure(
          "%s is '%s', which is no %s.".formatted(variable, environment.get(variable), kind));
    }
    return Long.parseLong(text);
  }
}
