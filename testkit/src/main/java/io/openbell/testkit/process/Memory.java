package io.openbell.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The memory of a JVM, in bytes. */
public final class Memory {
  private Memory() {}

  /** What is still used on the heap after a full collection. */
  public static long liveHeap(long pid) {
    Shell.output(List.of(tool("jcmd"), Long.toString(pid), "GC.run"));
    String[] lines = Shell.output(List.of(tool("jstat"), "-gc", Long.toString(pid))).split("\n");
    List<String> names = List.of(lines[0].trim().split(" +"));
    List<String> values = List.of(lines[1].trim().split(" +"));
    double kilobytes = 0;
    for (String used : List.of("S0U", "S1U", "EU", "OU")) {
      kilobytes += Double.parseDouble(values.get(names.indexOf(used)));
    }
    return (long) (kilobytes * 1024);
  }

  /** What the process holds of the machine's memory. */
  public static long resident(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tool of the JDK that this runs on. */
  public static String tool(String name) {
    return String.format(Locale.ROOT, "%s/bin/%s", System.getProperty("java.home"), name);
  }
}
