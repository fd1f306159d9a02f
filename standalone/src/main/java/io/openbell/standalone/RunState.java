package io.openbell.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files by which {@code ./openbell status} and {@code down} know what runs: in {@code run/},
 * the launcher's lock and process id, {@code listeners} with a line for each {@link Listener}, and
 * {@code ready}; and {@code again}, by which it is asked to start again what is down.
 */
final class RunState implements AutoCloseable {
  static final String ALREADY_UP =
      "Openbell is already up (see `./openbell status`); stop it with `./openbell down`.";

  private final Folders folders;
  private final FileChannel lockFile;
  private final Map<String, Listener> listeners = new LinkedHashMap<>();

  private RunState(Folders folders, FileChannel lockFile) {
    this.folders = folders;
    this.lockFile = lockFile;
  }

  /**
   * Claims the state directory for this process, and removes what an earlier one left there.
   *
   * @throws StartFailure when another launcher has it
   */
  static RunState claim(Folders folders) {
    Path run = folders.run();
    try {
      Files.createDirectories(run);
      FileChannel channel = openLock(folders);
      if (!lock(channel)) {
        channel.close();
        throw new StartFailure(ALREADY_UP);
      }
      clean(folders);
      RunState state = new RunState(folders, channel);
      Files.createDirectories(folders.temporary());
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

  /**
   * Who listens where, as a launcher that runs has noted it.
   *
   * @throws StartFailure when nothing is noted (any more)
   */
  static List<Listener> listeners(Folders folders) {
    return noted(folders).orElseThrow(() -> new StartFailure("Openbell was stopped."));
  }

  /** The same of a launcher that may have been killed, or that has noted nothing yet. */
  static Optional<List<Listener>> noted(Folders folders) {
    return read(folders, "listeners").map(text -> text.lines().map(Listener::parse).toList());
  }

  /** The process that was the launcher when it was noted, and need not be one any more. */
  static OptionalLong launcher(Folders folders) {
    return read(folders, "launcher.pid")
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  static boolean isReady(Folders folders) {
    return Files.exists(folders.run().resolve("ready"));
  }

  /** Removes what a launcher has left that was killed. Leaves alone what belongs to a live one. */
  static void forget(Folders folders) {
    if (!Files.exists(folders.run())) {
      return;
    }
    try (FileChannel channel = openLock(folders)) {
      if (lock(channel)) {
        clean(folders);
      }
    } catch (IOException e) {
      throw notCleaned(folders, e);
    }
  }

  /** Asks the launcher that runs to start again what is down. */
  static void request(Folders folders) {
    write(folders, "again", "");
  }

  /** Whether that was asked for since the last look. */
  boolean takeRequest() {
    try {
      return Files.deleteIfExists(folders.run().resolve("again"));
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
      clean(folders);
      lockFile.close();
    } catch (IOException e) {
      throw notCleaned(folders, e);
    }
  }

  private static StartFailure notCleaned(Folders folders, IOException e) {
    return new StartFailure("The state directory " + folders.run() + " cannot be cleaned: " + e, e);
  }

  private static void clean(Folders folders) throws IOException {
    for (String name : List.of("ready", "again", "listeners", "launcher.pid")) {
      Files.deleteIfExists(folders.run().resolve(name));
    }
    if (Files.exists(folders.temporary())) {
      try (Stream<Path> files = Files.walk(folders.temporary())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void write(String name, String text) {
    write(folders, name, text);
  }

  private static FileChannel openLock(Folders folders) throws IOException {
    return FileChannel.open(
        folders.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Optional<String> read(Folders folders, String name) {
    try {
      return Optional.of(Files.readString(folders.run().resolve(name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** At once and whole: others read it at any time. */
  private static void write(Folders folders, String name, String text) {
    Path run = folders.run();
    try {
      Path unfinished = Files.writeString(run.resolve(name + ".new"), text);
      Files.move(unfinished, run.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartFailure("The state directory " + run + " cannot be written: " + e, e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
