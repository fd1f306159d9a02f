package io.openbell.standalone;

import java.util.ArrayList;
import java.util.List;

/** The launcher as a process of its own. */
final class LauncherProcess {
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:MaxMetaspaceSize=128m");

  private LauncherProcess() {}

  /**
   * How it is started.
   *
   * @param arguments what {@link LaunchOptions#parse} reads
   * @throws StartFailure when it is not built
   */
  static ProcessBuilder builder(Jars jars, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Jdk.java(), Leftovers.LAUNCHER_MARK));
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-jar", jars.newest(Jars.LAUNCHER).toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
