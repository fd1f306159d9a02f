package io.openbell.testkit.process;

import io.openbell.standalone.BoundedLog;
import io.openbell.standalone.ChildProcess;
import io.openbell.standalone.ClassArchive;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.LocalPort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One service as its image runs it: started with the command of the Dockerfile, ready when the
 * container's health check says so, killed without warning when a test wants that, and started
 * again on the same ports.
 */
public final class Service {
  private static final Duration TIME_TO_END = Duration.ofSeconds(60);

  /** More than any test has to say. */
  private static final long LOG_BYTES = 1L << 32;

  private final String name;
  private final int port;
  private final int managementPort = LocalPort.free();
  private final List<String> command;
  private final Path log;
  private @Nullable ChildProcess process;

  /** A service of this checkout's build, not yet started. */
  public Service(String module, String name, BackingServers servers, Map<String, String> settings) {
    this.name = name;
    this.port = LocalPort.free();
    this.log = Checkout.file("testkit/target/logs/" + name + ".log");
    this.command = new ArrayList<>(dockerOptions());
    ClassArchive archive = new ClassArchive(Checkout.jarOf(module), Runtime.version().feature());
    command.addAll(archive.startOptions());
    Map<String, String> all = new HashMap<>(servers.springProperties());
    all.putAll(settings);
    all.forEach((key, value) -> command.add("--" + key + "=" + value));
    command.add("--server.address=127.0.0.1");
    command.add("--server.port=" + port);
    // Several of a service on one machine.
    command.add("--management.server.address=127.0.0.1");
    command.add("--management.server.port=" + managementPort);
  }

  /**
   * The Dockerfile's ENTRYPOINT on the JDK the tests run on, up to where it says what is to be run:
   * the jar, and what was recorded of it.
   */
  public static List<String> dockerOptions() {
    Matcher entrypoint =
        Pattern.compile("(?m)^ENTRYPOINT \\[(.+)]$").matcher(Checkout.read("Dockerfile"));
    if (!entrypoint.find()) {
      throw new IllegalStateException("the Dockerfile has no ENTRYPOINT in exec form");
    }
    List<String> command = new ArrayList<>();
    Matcher word = Pattern.compile("\"([^\"]+)\"").matcher(entrypoint.group(1));
    while (word.find()) {
      command.add(word.group(1));
    }
    command.set(0, Memory.tool("java"));
    command.removeIf(option -> option.startsWith("-XX:AOTCache="));
    return command.subList(0, command.indexOf("-jar"));
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Where its metrics are. */
  public String managementUrl() {
    return "http://127.0.0.1:" + managementPort;
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** Starts the process; does nothing when it runs. */
  public Service start() {
    return start(Map.of());
  }

  /** The same, with these variables in its environment. */
  public synchronized Service start(Map<String, String> environment) {
    if (process != null && process.isAlive()) {
      return this;
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      // In a container the memory limit says how much; half of this machine would be too much.
      builder
          .environment()
          .put(
              "JDK_JAVA_OPTIONS",
              "-Xmx256m " + System.getenv().getOrDefault("OPENBELL_JAVA_OPTS", ""));
      builder.environment().putAll(environment);
      process = ChildProcess.start(name, builder, BoundedLog.goOn(log, LOG_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcess started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
    return this;
  }

  /** Waits until the health check of the image is content. */
  public Service awaitReady() {
    Awaitility.await(name + " is ready, see " + log)
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              if (!running().isAlive()) {
                throw new IllegalStateException(running().obituary());
              }
              return isHealthy();
            });
    return this;
  }

  private boolean isHealthy() throws IOException, InterruptedException {
    Process check =
        new ProcessBuilder(
                Checkout.file("deploy/docker/healthcheck").toString(), Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    return check.waitFor() == 0;
  }

  /** kill -9; does nothing when it was never started. */
  public synchronized void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** SIGTERM, and waits for the graceful end. */
  public synchronized void stop() {
    running().askToEnd();
    if (!running().awaitEnd(TIME_TO_END)) {
      throw new IllegalStateException(name + " does not end");
    }
  }

  /** Sends a signal, such as {@code STOP} or {@code CONT}. */
  public void signal(String signal) {
    Shell.output(List.of("kill", "-" + signal, Long.toString(pid())));
  }

  /** The process, while it runs. */
  public long pid() {
    return running().pid();
  }

  private ChildProcess running() {
    return Objects.requireNonNull(process, name + " was not started");
  }
}
