package io.openbell.standalone.servers;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The servers' processes, by their numbers. A file for each holds the number and the process's
 * start time, so that a later process that was given the same number is never taken for ours.
 */
final class ServerProcesses {
  private static final int SHOWN_LINES = 20;
  private static final Duration KILLED_TIME = Duration.ofSeconds(10);

  /** Where the start time stands in {@code /proc/PID/stat}, counted from the state. */
  private static final int START_TIME = 19;

  private final Path directory;
  private final PrintStream err;

  ServerProcesses(Path directory, PrintStream err) {
    this.directory = directory;
    this.err = err;
  }

  Path log(String name) {
    return directory.resolve(name + ".log");
  }

  /** The living process of a server. */
  OptionalLong find(String name) throws IOException {
    try {
      String[] noted = Files.readString(pidFile(name)).strip().split(" ");
      boolean ours =
          noted.length == 2
              && noted[0].matches("\\d{1,18}")
              && startedAt(Long.parseLong(noted[0])).filter(noted[1]::equals).isPresent();
      return ours ? OptionalLong.of(Long.parseLong(noted[0])) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  void remember(String name, long pid) throws IOException {
    Files.writeString(pidFile(name), pid + " " + startedAt(pid).orElse("") + "\n");
  }

  /** Starts a server in a session of its own: a terminal's Ctrl-C passes it by. */
  void start(String name, ProcessBuilder builder) throws IOException {
    builder.command().add(0, "setsid");
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start();
    remember(name, process.pid());
  }

  /** Asks a server that is starting until it answers. */
  void awaitAnswer(String name, Duration patience, BooleanSupplier question) throws IOException {
    long begin = System.nanoTime();
    while (!question.getAsBoolean()) {
      if (find(name).isEmpty()) {
        throw failedToStart(log(name), name + " ended while starting");
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new ServersFailure(
            "%s did not answer within %d s; its log is %s"
                .formatted(name, patience.toSeconds(), log(name)));
      }
      pause(100);
    }
  }

  /** A failure with the end of a log. */
  static ServersFailure failedToStart(Path log, String sentence) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return new ServersFailure(
        sentence + "; its log is " + log + ", which ends:\n" + String.join("\n", last));
  }

  /** Sends a signal to a server, if it runs, and to all it has started. */
  void signal(String name, Signal signal) throws IOException {
    OptionalLong pid = find(name);
    if (pid.isPresent()) {
      signal.send(family(pid.getAsLong()));
    }
  }

  /** Has a server end by a signal, and kills what is left of it after that time. */
  void end(String name, Signal signal, Duration patience) throws IOException {
    OptionalLong pid = find(name);
    if (pid.isPresent()) {
      List<Long> all = family(pid.getAsLong());
      signal.send(signal == Signal.KILL ? all : List.of(pid.getAsLong()));
      if (!awaitEnd(all, patience)) {
        err.printf("servers: %s did not end within %d s; killing it%n", name, patience.toSeconds());
        Signal.KILL.send(all);
        if (!awaitEnd(all, KILLED_TIME)) {
          throw new ServersFailure("%s (pid %d) cannot be ended".formatted(name, all.get(0)));
        }
      }
    }
    Files.deleteIfExists(pidFile(name));
  }

  private Path pidFile(String name) {
    return directory.resolve(name + ".pid");
  }

  private static List<Long> family(long pid) {
    List<Long> all = new ArrayList<>(List.of(pid));
    ProcessHandle.of(pid)
        .map(ProcessHandle::descendants)
        .orElse(Stream.empty())
        .map(ProcessHandle::pid)
        .forEach(all::add);
    return all;
  }

  private static boolean awaitEnd(List<Long> pids, Duration patience) {
    long begin = System.nanoTime();
    while (pids.stream().anyMatch(pid -> startedAt(pid).isPresent())) {
      if (System.nanoTime() - begin > patience.toNanos()) {
        return false;
      }
      pause(20);
    }
    return true;
  }

  /** Empty for one that is gone, or a zombie: it has ended, only nobody has asked for it yet. */
  static Optional<String> startedAt(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // After the name, which may itself hold spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? Optional.empty() : Optional.of(fields[START_TIME]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServersFailure("interrupted");
    }
  }
}
