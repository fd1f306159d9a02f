package io.openbell.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files by which {@code ./openbell status} and {@code down} know what runs: in {@code run/},
 * the launcher's lock and process id, {@code listeners} with a line for each {@link Listener}, and
 * {@code ready}; and {@code again}, by which it is asked to start again what is down.
 */
final class RunState implements AutoCloseable {
  static final String ALREADY_UP =
      "Openbell is already up (see `./openbell status`); stop it with `./openbell down`.";

  private final Path run;
  private final Path temporary;
  private final FileChannel lockFile;
  private final Map<String, Listener> listeners = new LinkedHashMap<>();

  private RunState(Path run, Path temporary, FileChannel lockFile) {
    this.run = run;
    this.temporary = temporary;
    this.lockFile = lockFile;
  }

  /**
   * Claims the state directory for this process, and removes what an earlier one left there.
   *
   * @throws StartFailure when another launcher has it
   */
  static RunState claim(LaunchOptions options) {
    Path run = run(options);
    try {
      Files.createDirectories(run);
      FileChannel channel =
          FileChannel.open(
              run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StartFailure(ALREADY_UP);
      }
      RunState state = new RunState(run, options.temporary(), channel);
      state.clean();
      Files.createDirectories(options.temporary());
      Files.writeString(run.resolve("launcher.pid"), Long.toString(ProcessHandle.current().pid()));
      return state;
    } catch (IOException e) {
      throw new StartFailure("The state directory " + run + " cannot be used: " + e, e);
    }
  }

  /** Notes who listens where, instead of what was noted of that name before. */
  synchronized void listens(Listener listener) {
    listeners.put(listener.name(), listener);
    String lines =
        listeners.values().stream().map(one -> one.line() + "\n").collect(Collectors.joining());
    write("listeners", lines);
  }

  /** Who listens where, as a launcher that runs has noted it. */
  static List<Listener> listeners(LaunchOptions options) {
    try {
      return Files.readAllLines(run(options).resolve("listeners")).stream()
          .map(Listener::parse)
          .toList();
    } catch (IOException e) {
      throw new StartFailure("Openbell was stopped.", e);
    }
  }

  static boolean isReady(LaunchOptions options) {
    return Files.exists(run(options).resolve("ready"));
  }

  /** Asks the launcher that runs to start again what is down. */
  static void request(LaunchOptions options) {
    write(run(options), "again", "");
  }

  /** Whether that was asked for since the last look. */
  boolean takeRequest() {
    try {
      return Files.deleteIfExists(run.resolve("again"));
    } catch (IOException e) {
      // It stays, for the next look.
      return false;
    }
  }

  /** Notes that everything works: {@code up -d} returns now. */
  void ready() {
    write("ready", "");
  }

  /** Removes all that was noted and all temporary data; the state directory is free again. */
  @Override
  public void close() {
    try {
      clean();
      lockFile.close();
    } catch (IOException e) {
      throw new StartFailure("The state directory " + run + " cannot be cleaned: " + e, e);
    }
  }

  private void clean() throws IOException {
    for (String name : List.of("ready", "again", "listeners", "launcher.pid")) {
      Files.deleteIfExists(run.resolve(name));
    }
    if (Files.exists(temporary)) {
      try (Stream<Path> files = Files.walk(temporary)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void write(String name, String text) {
    write(run, name, text);
  }

  private static Path run(LaunchOptions options) {
    return options.state().resolve("run");
  }

  /** At once and whole: others read it at any time. */
  private static void write(Path run, String name, String text) {
    try {
      Path unfinished = Files.writeString(run.resolve(name + ".new"), text);
      Files.move(unfinished, run.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartFailure("The state directory " + run + " cannot be written: " + e, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
