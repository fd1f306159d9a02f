package io.openbell.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files by which {@code ./openbell status} and {@code down} know what runs: in {@code run/},
 * the launcher's lock and process id, one line {@code NAME PID PORT} per listener, and {@code
 * ready}.
 */
final class RunState implements AutoCloseable {
  private final Path run;
  private final Path temporary;
  private final FileChannel lockFile;
  private final List<String> listeners = new ArrayList<>();

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
    Path run = options.state().resolve("run");
    try {
      Files.createDirectories(run);
      FileChannel channel =
          FileChannel.open(
              run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StartFailure(
            "Openbell is already up (see `./openbell status`); stop it with `./openbell down`.");
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

  /** Notes who listens where. */
  synchronized void listens(String name, long pid, int port) {
    listeners.add(name + " " + pid + " " + port);
    write("listeners", String.join("\n", listeners) + "\n");
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
    for (String name : List.of("ready", "listeners", "launcher.pid")) {
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
    try {
      Files.writeString(run.resolve(name), text);
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
