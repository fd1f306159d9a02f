package io.openbell.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One look at processes of this machine, through {@code ps}: Java does not tell how much memory
 * another process takes, nor that it is a zombie.
 */
final class ProcessTable {
  private static final Pattern ROW =
      Pattern.compile("\\s*(\\d+)\\s+([^Z\\s]\\S*)\\s+(\\d+)\\s+(.*)");

  private final Map<Long, Row> rows = new HashMap<>();

  /**
   * A process that is alive.
   *
   * @param kilobytes the memory it takes
   * @param command the program and its arguments
   */
  record Row(long pid, long kilobytes, String command) {}

  private ProcessTable() {}

  /** Looks at these processes, as far as there are any with these numbers. */
  static ProcessTable of(Collection<Long> pids) {
    ProcessTable table = new ProcessTable();
    if (pids.isEmpty()) {
      return table;
    }
    String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
    ProcessBuilder ps = new ProcessBuilder("ps", "-ww", "-o", "pid=,stat=,rss=,args=", "-p", list);
    try {
      Process process = ps.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      new String(process.getInputStream().readAllBytes(), ISO_8859_1).lines().forEach(table::add);
    } catch (IOException e) {
      throw new StartFailure("The processes cannot be looked at: " + e.getMessage(), e);
    }
    return table;
  }

  /** The process with this number; empty when it has ended, also when nobody has noticed yet. */
  Optional<Row> find(long pid) {
    return Optional.ofNullable(rows.get(pid));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  private void add(String line) {
    Matcher row = ROW.matcher(line);
    if (row.matches()) {
      long pid = Long.parseLong(row.group(1));
      rows.put(pid, new Row(pid, Long.parseLong(row.group(3)), row.group(4)));
    }
  }
}
