package io.openbell.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One service as the launcher runs it: a child with little memory and a log of its own. */
final class ServiceProcess {
  /**
   * Four services, Redis and the launcher together stay under 1.5 GiB with these; a service that
   * runs out of memory ends, since it must not go on half working.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms48m",
          "-Xmx256m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:MaxMetaspaceSize=192m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:+ExitOnOutOfMemoryError");

  private final ServiceName name;
  private final int port;
  private final ChildProcess child;

  private ServiceProcess(ServiceName name, int port, ChildProcess child) {
    this.name = name;
    this.port = port;
    this.child = child;
  }

  /**
   * Starts a service from its executable jar, with a new log.
   *
   * @param settings Spring properties, given as {@code --key=value}
   */
  static ServiceProcess start(
      ServiceName name, LaunchOptions options, Map<String, String> settings) {
    return start(name, options, settings, true);
  }

  /** The same, with the log of the process that was: it tells why that ended. */
  static ServiceProcess startAgain(
      ServiceName name, LaunchOptions options, Map<String, String> settings) {
    return start(name, options, settings, false);
  }

  private static ServiceProcess start(
      ServiceName name, LaunchOptions options, Map<String, String> settings, boolean newLog) {
    Path log = log(name, options);
    try {
      BoundedLog output =
          newLog
              ? BoundedLog.begin(log, options.logBytes())
              : BoundedLog.goOn(log, options.logBytes());
      ProcessBuilder builder =
          new ProcessBuilder(command(name, options, settings))
              .directory(options.folders().checkout().toFile());
      // Many threads with an arena each would cost more memory than they are worth.
      builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
      ChildProcess child = ChildProcess.start(name.module(), builder, output);
      return new ServiceProcess(name, options.ports().of(name), child);
    } catch (IOException e) {
      throw new StartFailure(name.module() + " could not be started: " + e.getMessage(), e);
    }
  }

  static List<String> command(
      ServiceName name, LaunchOptions options, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.add(Leftovers.mark(name));
    command.addAll(JVM_OPTIONS);
    command.addAll(options.javaOptions());
    ClassArchive archive = new Jars(options.folders().checkout()).archive(name);
    command.addAll(options.record() ? archive.recordOptions() : archive.startOptions());
    settings.forEach((key, value) -> command.add("--" + key + "=" + value));
    return command;
  }

  ServiceName name() {
    return name;
  }

  int port() {
    return port;
  }

  long pid() {
    return child.pid();
  }

  Process process() {
    return child.process();
  }

  private static Path log(ServiceName name, LaunchOptions options) {
    return options.folders().log(name.module());
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** How it ended and what it said last, for a person. */
  String obituary() {
    return child.obituary();
  }

  void askToEnd() {
    child.askToEnd();
  }

  /** Waits for the end; kills when that takes too long. */
  void awaitEnd(Deadline deadline) {
    child.awaitEnd(deadline.left());
  }
}
