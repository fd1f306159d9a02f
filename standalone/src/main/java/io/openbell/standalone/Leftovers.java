package io.openbell.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The launcher that runs, and what one has left behind that was killed. A process is known by its
 * number and by a mark among its arguments: the number may be another's by now.
 */
final class Leftovers {
  /** The launcher's mark. */
  static final String LAUNCHER_MARK = "-Dopenbell.launcher=true";

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LAUNCHERS_TIME = Duration.ofSeconds(60);
  private static final Duration SERVICES_TIME = Duration.ofSeconds(30);
  private static final Duration KILLED_TIME = Duration.ofSeconds(10);

  private final Folders folders;
  private final PrintStream out;
  private final PrintStream err;

  Leftovers(Folders folders, PrintStream out, PrintStream err) {
    this.folders = folders;
    this.out = out;
    this.err = err;
  }

  /** A service's mark. */
  static String mark(ServiceName service) {
    return "-Dopenbell.service=" + service.module();
  }

  /** The process of the launcher, if it runs. */
  OptionalLong launcher() {
    OptionalLong noted = RunState.launcher(folders);
    if (noted.isEmpty()) {
      return noted;
    }
    return ProcessTable.of(List.of(noted.getAsLong()))
        .find(noted.getAsLong())
        .filter(process -> process.command().contains(LAUNCHER_MARK))
        .map(process -> OptionalLong.of(process.pid()))
        .orElse(OptionalLong.empty());
  }

  /** The processes that a killed launcher could not stop. */
  List<Long> processes() {
    List<Listener> noted = RunState.noted(folders).orElse(List.of());
    ProcessTable table = ProcessTable.of(noted.stream().map(Listener::pid).toList());
    return noted.stream()
        .filter(one -> table.find(one.pid()).filter(process -> isOurs(one, process)).isPresent())
        .map(Listener::pid)
        .toList();
  }

  /**
   * Tells the launcher to stop all, and waits for that.
   *
   * @throws CommandFailure when it cannot be ended
   */
  void stop(long launcher) {
    ProcessHandle.of(launcher).ifPresent(ProcessHandle::destroy);
    if (!awaitEnd(List.of(launcher), LAUNCHERS_TIME)) {
      err.println(
          "openbell: the launcher (pid %d) did not end within %d s; killing it"
              .formatted(launcher, LAUNCHERS_TIME.toSeconds()));
      ProcessHandle.of(launcher).ifPresent(ProcessHandle::destroyForcibly);
      if (!awaitEnd(List.of(launcher), KILLED_TIME)) {
        throw new CommandFailure("the launcher (pid %d) cannot be ended.".formatted(launcher));
      }
    }
  }

  /**
   * Ends what a killed launcher has left, and forgets what it has noted.
   *
   * @throws CommandFailure when a process cannot be ended
   */
  void end() {
    List<Long> pids = processes();
    if (!pids.isEmpty()) {
      out.println("Ending what an earlier run that was killed has left behind ...");
      handles(pids).forEach(ProcessHandle::destroy);
      if (!awaitEnd(pids, SERVICES_TIME)) {
        handles(pids).forEach(ProcessHandle::destroyForcibly);
        if (!awaitEnd(pids, KILLED_TIME)) {
          throw new CommandFailure("processes %s cannot be ended.".formatted(pids));
        }
      }
    }
    RunState.forget(folders);
  }

  private static boolean isOurs(Listener noted, ProcessTable.Row process) {
    String redis = "openbell-redis-server.*:" + noted.port() + "\\b";
    return process.command().contains("-Dopenbell.service=" + noted.name())
        || Pattern.compile(redis).matcher(process.command()).find();
  }

  private static List<ProcessHandle> handles(List<Long> pids) {
    return pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
  }

  private static boolean awaitEnd(List<Long> pids, Duration patience) {
    Deadline deadline = new Deadline(patience);
    while (!ProcessTable.of(pids).isEmpty()) {
      if (deadline.left().isZero()) {
        return false;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartFailure("Interrupted.", e);
      }
    }
    return true;
  }
}
