package io.openbell.standalone;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code ./openbell status}: what is up, where, with how much memory. */
final class StatusTable {
  /** The exit code when something is down. */
  static final int DOWN = 3;

  private static final int KILOBYTES = 1024;

  private final Folders folders;
  private final Leftovers leftovers;
  private final Clock clock;
  private final PrintStream out;

  StatusTable(Folders folders, Leftovers leftovers, Clock clock, PrintStream out) {
    this.folders = folders;
    this.leftovers = leftovers;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Prints it.
   *
   * @return 0 when everything is up, else {@value #DOWN}
   */
  int print() {
    OptionalLong launcher = leftovers.launcher();
    if (launcher.isEmpty()) {
      out.println("Openbell is not up.");
      if (!leftovers.processes().isEmpty()) {
        out.println("An earlier run that was killed left processes: ./openbell down");
      }
      return DOWN;
    }
    List<Listener> listeners = new ArrayList<>();
    listeners.add(Listener.running(Listener.LAUNCHER, launcher.getAsLong(), 0, 0));
    listeners.addAll(RunState.noted(folders).orElse(List.of()));
    ProcessTable processes = ProcessTable.of(listeners.stream().map(Listener::pid).toList());
    line("SERVICE", "STATE", "PORT", "PID", "MEMORY", "");
    long total = 0;
    boolean allUp = true;
    boolean diskFull = false;
    for (Listener one : listeners) {
      Optional<ProcessTable.Row> process = processes.find(one.pid());
      long kilobytes = process.map(ProcessTable.Row::kilobytes).orElse(0L);
      // The launcher's line counts what is a part of it.
      boolean counted = !one.isPartOfLauncher();
      total += counted ? kilobytes : 0;
      allUp &= process.isPresent();
      diskFull |=
          process.isPresent()
              && one.name().equals(ServiceName.WRITE_API.module())
              && Health.isDiskFull(one.port());
      line(
          one.name(),
          state(one, process.isPresent()),
          one.name().equals(Listener.LAUNCHER) ? "-" : Integer.toString(one.port()),
          Long.toString(one.pid()),
          counted ? megabytes(kilobytes) : "",
          note(one));
    }
    line("total", "", "", "", megabytes(total), "");
    if (diskFull) {
      out.println(
          "The disk of the database is full or nearly full: nothing is taken until there is room.");
    }
    return allUp ? 0 : DOWN;
  }

  private static String state(Listener one, boolean alive) {
    if (!alive) {
      return "down";
    }
    boolean ready = ServiceName.modules().contains(one.name()) && Health.isReady(one.port());
    return ready ? "ready" : "up";
  }

  /** What is told of a process that ended by itself. */
  private String note(Listener one) {
    String restarts = one.restarts() == 0 ? "" : "restarts: " + one.restarts() + "  ";
    if (one.isGivenUp()) {
      return restarts + "given up, ./openbell up tries again";
    }
    return restarts
        + one.startsAgainAt()
            .map(then -> Math.max(0, then.getEpochSecond() - clock.instant().getEpochSecond()))
            .map(seconds -> "restarting in " + seconds + " s")
            .orElse("");
  }

  private static String megabytes(long kilobytes) {
    return kilobytes / KILOBYTES + " MB";
  }

  private void line(
      String name, String state, String port, String pid, String memory, String note) {
    out.println(
        String.format(
            Locale.ROOT, "%-12s %-7s %6s %8s %8s  %s", name, state, port, pid, memory, note));
  }
}
