package io.openbell.bench;

import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The cheap load generator: wrk, a closed loop over a number of connections. */
final class Wrk {
  private static final Pattern FIGURE = Pattern.compile("(\\w+)=(-?\\d+)");

  private final int connections;
  private final int seconds;

  Wrk(int connections, int seconds) {
    this.connections = connections;
    this.seconds = seconds;
  }

  /** Invests in these products, in turn, at this service. */
  Load invest(String url, Collection<Long> products) {
    return run(url, List.of("products=" + joined(products)));
  }

  /** Orders and pays one of each of so many of these items, in turn, at this service. */
  Load order(String url, Collection<Long> items, int lines) {
    return run(url, List.of("items=" + joined(items), "lines=" + lines));
  }

  private static String joined(Collection<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Reads this URL, as thousands of users. */
  Load get(String url) {
    return run(url, List.of());
  }

  private Load run(String url, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "10s",
                "-s",
                Checkout.file("bench/wrk/load.lua").toString(),
                url,
                "--"));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return parse(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Load parse(String output) {
    String line =
        output
            .lines()
            .filter(l -> l.startsWith("FIGURES "))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk printed no figures: " + output));
    Map<String, Long> figures = new HashMap<>();
    Matcher figure = FIGURE.matcher(line);
    while (figure.find()) {
      figures.put(figure.group(1), Long.valueOf(figure.group(2)));
    }
    long failures =
        List.of("connect", "read", "write", "timeout", "status").stream()
            .mapToLong(name -> value(figures, name))
            .sum();
    return new Load(
        value(figures, "requests"),
        value(figures, "micros") / 1e6,
        value(figures, "p50") / 1e3,
        value(figures, "p99") / 1e3,
        failures);
  }

  private static long value(Map<String, Long> figures, String name) {
    Long value = figures.get(name);
    if (value == null) {
      throw new IllegalStateException("wrk printed no " + name);
    }
    return value;
  }
}
