package io.openbell.bench;

import io.openbell.testkit.process.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator with a report: Gatling, in a process of its own. */
final class Gatling {
  private static final Pattern ROW =
      Pattern.compile("> (\\S.*?) +\\| +(\\S+) \\| +(\\S+) \\| +(\\S+)");
  private static final Pattern PAGE = Pattern.compile("Reports generated, .*file://(\\S+)");

  private Gatling() {}

  /**
   * What one simulation saw.
   *
   * @param load of all its requests
   * @param accepted investments that were answered with success
   * @param page the HTML report; empty if the run was to make none
   */
  record Report(Load load, long accepted, String page) {}

  /**
   * Runs a simulation.
   *
   * @param simulation name of a class in {@code io.openbell.bench.gatling}
   * @param settings the simulation's properties, without their prefix {@code bench.}
   */
  static Report run(String simulation, Map<String, String> settings) {
    return parse(output(simulation, settings, List.of()));
  }

  /** Runs a simulation for its load alone. Whether requests fail does not matter. */
  static void warmUp(String simulation, Map<String, String> settings) {
    output(simulation, settings, List.of("--no-reports"));
  }

  private static List<String> output(
      String simulation, Map<String, String> settings, List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Duser.language=en",
                // As Gatling's own launchers do: it reads the bytes of strings.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dlogback.configurationFile=gatling-logback.xml"));
    settings.forEach((name, value) -> command.add("-Dbench." + name + "=" + value));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "io.gatling.app.Gatling",
            "--simulation",
            "io.openbell.bench.gatling." + simulation,
            "--results-folder",
            Checkout.file("bench/target/gatling").toString()));
    command.addAll(options);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      List<String> lines = new ArrayList<>();
      try (BufferedReader reader = process.inputReader()) {
        reader
            .lines()
            .forEach(
                line -> {
                  System.out.println(line);
                  lines.add(line);
                });
      }
      process.waitFor();
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what Gatling prints: the table of requests, of which the last says how it ended, and the
   * summary. The files beside the report are not for reading.
   *
   * @throws IllegalStateException when there is no summary: Gatling failed, or made no request
   */
  static Report parse(List<String> lines) {
    Map<String, Row> rows = new HashMap<>();
    String page = "";
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(
            row.group(1),
            new Row(number(row.group(2)), number(row.group(3)), number(row.group(4))));
      }
      Matcher found = PAGE.matcher(line);
      page = found.find() ? found.group(1) : page;
    }
    Row requests = row(rows, "request count");
    double rate = row(rows, "mean throughput (rps)").total;
    return new Report(
        new Load(
            (long) requests.total,
            requests.total / rate,
            row(rows, "response time 50th percentile (ms)").total,
            row(rows, "response time 99th percentile (ms)").total,
            (long) requests.failed),
        rows.entrySet().stream()
            .filter(row -> row.getKey().startsWith("invest"))
            .mapToLong(row -> (long) row.getValue().ok)
            .sum(),
        page);
  }

  private record Row(double total, double ok, double failed) {}

  private static Row row(Map<String, Row> rows, String name) {
    Row row = rows.get(name);
    if (row == null) {
      throw new IllegalStateException("Gatling printed no " + name);
    }
    return row;
  }

  private static double number(String shown) {
    return shown.equals("-") ? 0 : Double.parseDouble(shown.replace(",", ""));
  }
}
