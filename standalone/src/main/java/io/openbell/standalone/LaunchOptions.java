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
 * @param folders where its files are
 * @param data where the database is kept, or empty for one that is deleted afterwards
 * @param demo whether to register sample products and items
 * @param record whether to start everything for {@link ClassArchive}s only, and end
 * @param background whether nobody sees its output, which goes to a log then
 * @param ports where everything listens
 * @param patience how long a start may go on without any progress
 * @param logBytes the most that one log may take
 * @param javaOptions additional options for the services' JVMs
 */
record LaunchOptions(
    Folders folders,
    Optional<Path> data,
    boolean demo,
    boolean record,
    boolean background,
    Ports ports,
    Duration patience,
    long logBytes,
    List<String> javaOptions) {
  private static final int DEFAULT_SECONDS = 60;
  private static final int DEFAULT_LOG_MEGABYTES = 40;

  LaunchOptions {
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Reads {@code --checkout=DIR [--state=DIR] [--data=DIR] [--demo] [--record] [--background]} and
   * the environment.
   *
   * @throws StartFailure when something is missing or not known
   */
  static LaunchOptions parse(List<String> arguments, Map<String, String> environment) {
    Optional<Path> checkout = Optional.empty();
    Optional<Path> state = Optional.empty();
    Optional<Path> data = Optional.empty();
    boolean demo = false;
    boolean record = false;
    boolean background = false;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (argument.equals("--demo")) {
        demo = true;
      } else if (argument.equals("--record")) {
        record = true;
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
        new Folders(root, state.orElse(root.resolve(".openbell"))),
        data,
        demo,
        record,
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

  Path dataDirectory() {
    return data.orElse(folders.temporary().resolve("data"));
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
