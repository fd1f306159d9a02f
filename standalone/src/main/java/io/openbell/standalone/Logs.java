package io.openbell.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code ./openbell logs}. */
final class Logs {
  private static final String SHOWN_LINES = "50";

  private final Folders folders;
  private final PrintStream out;

  Logs(Folders folders, PrintStream out) {
    this.folders = folders;
    this.out = out;
  }

  /**
   * Shows one log from its beginning, the ends of all, or what comes.
   *
   * @param words {@code [SERVICE] [-f]}
   * @return the exit code
   * @throws CommandFailure when there is no such log
   */
  int show(List<String> words) throws IOException {
    List<String> names =
        Stream.concat(Stream.of(Listener.LAUNCHER), ServiceName.modules().stream()).toList();
    boolean follow = false;
    Optional<String> service = Optional.empty();
    for (String word : words) {
      if (word.equals("-f")) {
        follow = true;
      } else if (word.startsWith("-")) {
        throw CommandFailure.notUnderstood("logs does not know '" + word + "'");
      } else {
        service = Optional.of(word);
      }
    }
    String chosen = service.orElse("");
    if (service.isPresent() && !names.contains(chosen)) {
      throw CommandFailure.notUnderstood(
          "there is no service '" + chosen + "', only " + String.join(" ", names));
    }
    List<Path> files =
        names.stream()
            .filter(name -> chosen.isEmpty() || chosen.equals(name))
            .map(folders::log)
            .filter(Files::isRegularFile)
            .toList();
    if (files.isEmpty()) {
      throw new CommandFailure(
          "there is no log"
              + service.map(name -> " of " + name).orElse("")
              + " in "
              + folders.logs()
              + ".");
    }
    if (follow) {
      // By name: a full log is moved aside, and a new one begins.
      return tail(files, "-F");
    }
    if (service.isEmpty()) {
      return tail(files);
    }
    Files.copy(files.get(0), out);
    return 0;
  }

  private static int tail(List<Path> files, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("tail", "-n", SHOWN_LINES));
    command.addAll(List.of(options));
    files.forEach(file -> command.add(file.toString()));
    return Child.start(new ProcessBuilder(command).inheritIO()).await();
  }
}
