package io.openbell.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What {@code ./openbell} does once it has found a JDK. The script compiles this class, and all it
 * uses, by itself: it must need nothing but the JDK, since nothing may be built yet.
 */
public final class OpenbellCommand {
  private final Folders folders;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final Leftovers leftovers;

  private OpenbellCommand(
      Folders folders, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.folders = folders;
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.leftovers = new Leftovers(folders, out, err);
  }

  /**
   * Does it, and ends this process. Exit code 1: it was not possible; 2: it was not understood; 3,
   * of {@code status}: something is down.
   *
   * @param arguments the checkout, then the words of the command
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ENGLISH);
    Path checkout = Path.of(arguments[0]);
    Map<String, String> environment = System.getenv();
    String home = environment.getOrDefault("OPENBELL_HOME", "");
    Path state = home.isEmpty() ? checkout.resolve(".openbell") : Path.of(home);
    OpenbellCommand command =
        new OpenbellCommand(new Folders(checkout, state), environment, System.out, System.err);
    List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
    System.exit(command.exitCode(words));
  }

  private int exitCode(List<String> words) {
    try {
      return run(words.isEmpty() ? List.of("help") : words);
    } catch (CommandFailure e) {
      err.println(e.getMessage());
      return e.exitCode();
    } catch (StartFailure e) {
      err.println(e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      err.println("openbell: " + e);
    }
    return 1;
  }

  private int run(List<String> words) throws IOException {
    List<String> options = words.subList(1, words.size());
    switch (words.get(0)) {
      case "up":
        return new Up(folders, environment, leftovers, out, err).run(options);
      case "status":
        return new StatusTable(folders, leftovers, Clock.systemUTC(), out).print();
      case "logs":
        return new Logs(folders, out).show(options);
      case "down":
        down();
        return 0;
      case "build":
        new Build(folders, leftovers, out).run();
        return 0;
      case "help", "--help", "-h":
        out.print(Help.TEXT);
        return 0;
      default:
        throw CommandFailure.notUnderstood("there is no verb '" + words.get(0) + "'");
    }
  }

  private void down() {
    OptionalLong launcher = leftovers.launcher();
    launcher.ifPresent(leftovers::stop);
    leftovers.end();
    out.println(launcher.isPresent() ? "Stopped." : "Openbell is not up.");
  }
}
