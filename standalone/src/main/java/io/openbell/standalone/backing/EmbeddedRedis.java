package io.openbell.standalone.backing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis as a child process, listening on 127.0.0.1 and keeping nothing on disk: every start
 * comes back empty.
 *
 * <p>The child is started here and not by the library that brings the binary, so that its process
 * is known: it can be killed, and one that a killed program left behind is found by its
 * executable's name.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final String EXECUTABLE = "openbell-redis-server";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path directory;
  private int port;
  private @Nullable Process process;

  /**
   * Prepares a Redis; nothing is started yet.
   *
   * @param directory where its executable and its log go; made if missing
   * @param port the port on 127.0.0.1, 0 for a free one picked at the first start
   */
  public EmbeddedRedis(Path directory, int port) {
    this.directory = directory.toAbsolutePath();
    this.port = port;
  }

  /**
   * Starts Redis, empty, and returns once it answers. Does nothing when it runs already. An orphan
   * of an earlier program on the same port is ended first.
   *
   * @throws BackingServerException when the port is taken or Redis does not answer within 10 s
   */
  public synchronized void start() {
    if (isRunning()) {
      return;
    }
    if (port == 0) {
      port = LocalPort.free();
    }
    endOrphan(port);
    if (!LocalPort.isFree(port)) {
      throw new BackingServerException("Port " + port + " for Redis is taken by another program.");
    }
    Path log = directory.resolve("redis.log");
    try {
      Process started = launch(log);
      process = started;
      awaitAnswer(started, log);
    } catch (IOException e) {
      throw new BackingServerException("Redis could not be started: " + e.getMessage(), e);
    }
  }

  /** Ends Redis as an operator would (SIGTERM) and waits for it. Does nothing when it is down. */
  @Override
  public void close() {
    stop();
  }

  /** Ends Redis as an operator would (SIGTERM) and waits for it. Does nothing when it is down. */
  public synchronized void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    await(running);
    process = null;
  }

  /** Ends Redis without warning (SIGKILL), as a crash would. Does nothing when it is down. */
  public synchronized void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    await(running);
    process = null;
  }

  /**
   * The port on 127.0.0.1.
   *
   * @return the port; 0 when none was given and Redis was never started
   */
  public synchronized int port() {
    return port;
  }

  /**
   * The address as Redisson takes it.
   *
   * @return for example {@code redis://127.0.0.1:6390}
   */
  public String address() {
    return "redis://127.0.0.1:" + port();
  }

  /**
   * Whether the process lives.
   *
   * @return false before the first start, after a stop, and when the process died by itself
   */
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * The id of the process.
   *
   * @return the process id, or empty when Redis is down
   */
  public Optional<Long> pid() {
    return process().map(Process::pid);
  }

  synchronized Optional<Process> process() {
    return Optional.ofNullable(process).filter(Process::isAlive);
  }

  /**
   * Ends a Redis on this port that an earlier program started here and, being killed itself, could
   * not end. A Redis whose program still runs, or that is none of ours, is left alone.
   *
   * @param port the port on 127.0.0.1
   * @return whether there was one
   */
  public static boolean endOrphan(int port) {
    if (LocalPort.isFree(port)) {
      return false;
    }
    Optional<ProcessHandle> orphan = listening(port).filter(EmbeddedRedis::isOrphanOfOurs);
    orphan.ifPresent(
        handle -> {
          handle.destroyForcibly();
          handle.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        });
    return orphan.isPresent();
  }

  private static Optional<ProcessHandle> listening(int port) {
    try {
      return RedisCall.send(port, "INFO", "server")
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .map(line -> Long.parseLong(line.substring("process_id:".length()).strip()))
          .findFirst()
          .flatMap(ProcessHandle::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOrphanOfOurs(ProcessHandle redis) {
    // Its parent was a Java process; whatever adopts orphans (init, a session manager) is not.
    boolean parentIsJava =
        redis
            .parent()
            .flatMap(parent -> parent.info().command())
            .map(EmbeddedRedis::fileName)
            .stream()
            .anyMatch("java"::equals);
    boolean ours =
        redis.info().command().map(EmbeddedRedis::fileName).stream()
            .anyMatch(name -> name.startsWith(EXECUTABLE));
    return ours && !parentIsJava;
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Process launch(Path log) throws IOException {
    Files.createDirectories(directory);
    List<String> command =
        List.of(
            executable().toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            directory.toString());
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private Path executable() throws IOException {
    Path executable = directory.resolve(EXECUTABLE);
    if (!Files.isExecutable(executable)) {
      File unpacked = RedisExecProvider.defaultProvider().get();
      Files.move(unpacked.toPath(), executable, StandardCopyOption.REPLACE_EXISTING);
      if (!executable.toFile().setExecutable(true)) {
        throw new IOException(executable + " cannot be made executable");
      }
    }
    return executable;
  }

  private void awaitAnswer(Process started, Path log) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (!started.isAlive()) {
        throw new BackingServerException(
            "Redis ended at once with exit code " + started.exitValue() + ": " + lastLine(log));
      }
      try {
        if (RedisCall.send(port, "PING").equals("PONG")) {
          return;
        }
      } catch (IOException e) {
        pauseBetweenLooks(started);
      }
    }
    kill();
    throw new BackingServerException("Redis did not answer within 10 s: " + lastLine(log));
  }

  private static void pauseBetweenLooks(Process started) {
    try {
      started.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackingServerException("Interrupted while Redis was starting", e);
    }
  }

  private static void await(Process ending) {
    try {
      if (!ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
  }
}
