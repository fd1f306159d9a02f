package io.openbell.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much processor time was used so far, by whom and for what; from Linux's {@code /proc}. The
 * load generator is not in it: it has ended by then.
 *
 * @param ticks the kernel's ticks of each process or thread
 */
record CpuTime(Map<Task, Long> ticks) {
  /**
   * A process, or a thread of a service.
   *
   * @param id the kernel's
   * @param name by whom and for what
   */
  record Task(String id, String name) {}

  private static final Set<String> SERVERS = Set.of("postgres", "redis-server", "beam.smp", "java");

  /**
   * Until now.
   *
   * @param services ids of JVMs by name: these are told apart by what their threads do
   */
  static CpuTime now(Map<String, Long> services) {
    Map<Task, Long> ticks = new HashMap<>();
    services.forEach(
        (name, pid) ->
            numbered(Path.of("/proc", pid.toString(), "task"))
                .forEach(thread -> add(ticks, thread, name + ", ", true)));
    Set<String> known = services.values().stream().map(String::valueOf).collect(Collectors.toSet());
    numbered(Path.of("/proc"))
        .filter(process -> !known.contains(process.getFileName().toString()))
        .forEach(process -> add(ticks, process, "", false));
    return new CpuTime(ticks);
  }

  /**
   * The share of each in what all of these used since then; what is below one percent is left out,
   * and so is what has ended in between (an idle compiler thread does).
   */
  Map<String, Double> sharesSince(CpuTime earlier) {
    Map<String, Long> used = new TreeMap<>();
    ticks.forEach(
        (task, now) ->
            used.merge(task.name(), now - earlier.ticks.getOrDefault(task, 0L), Long::sum));
    double all = used.values().stream().mapToLong(n -> n).sum();
    Map<String, Double> shares = new TreeMap<>();
    used.forEach(
        (name, n) -> {
          if (n / all >= 0.01) {
            shares.put(name, n / all);
          }
        });
    return shares;
  }

  private static Stream<Path> numbered(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> path.getFileName().toString().matches("\\d+")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Map<Task, Long> ticks, Path of, String prefix, boolean thread) {
    String stat;
    try {
      stat = Files.readString(of.resolve("stat"));
    } catch (IOException e) {
      return; // it has ended meanwhile
    }
    int end = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, end);
    if (!thread && !SERVERS.contains(name)) {
      return;
    }
    // After the name: the state is the first, user and system time the 12th and 13th.
    String[] fields = stat.substring(end + 2).split(" ");
    long time = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    ticks.put(
        new Task(of.getFileName().toString(), prefix + (thread ? purpose(name) : name)), time);
  }

  private static String purpose(String thread) {
    if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
      return "compiling";
    }
    return thread.startsWith("GC ") || thread.startsWith("G1 ") || thread.equals("VM Thread")
        ? "collecting garbage"
        : "working";
  }
}
