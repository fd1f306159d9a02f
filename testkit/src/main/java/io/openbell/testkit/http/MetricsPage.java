package io.openbell.testkit.http;

import io.openbell.standalone.HttpCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of a service as Prometheus scrapes them, at one moment. */
public final class MetricsPage {
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)`");

  private final String text;

  private MetricsPage(String text) {
    this.text = text;
  }

  /** The page of the service with this management port on this machine. */
  public static MetricsPage of(int port) {
    HttpCalls.Reply page = new Client(port).get("/actuator/prometheus");
    if (page.status() != 200) {
      throw new IllegalStateException("the management port " + port + " answers " + page);
    }
    return new MetricsPage(page.text());
  }

  /**
   * The sum of all samples of this name that have these tags.
   *
   * @param tags written {@code name="value"}
   * @throws IllegalArgumentException when there is none
   */
  public double value(String name, String... tags) {
    double[] values =
        text.lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .filter(line -> Arrays.stream(tags).allMatch(line::contains))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toArray();
    if (values.length == 0) {
      throw new IllegalArgumentException("no " + name + Arrays.toString(tags));
    }
    return Arrays.stream(values).sum();
  }

  /** The names of all metrics; the maximum that belongs to a summary or histogram has none. */
  public Set<String> names() {
    Set<String> names = all(FAMILY, text);
    names.removeIf(name -> names.contains(name.replaceFirst("_max$", "")) && name.endsWith("_max"));
    return names;
  }

  /** The lines with values, a few for each combination of tags: those of buckets are left out. */
  public Set<String> samples() {
    Set<String> samples = new TreeSet<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.contains("_bucket{"))
        .forEach(samples::add);
    return samples;
  }

  /**
   * The metrics of a service that a document describes: the first cells of the tables below the
   * heading {@code ### Metrics of SERVICE}.
   */
  public static Set<String> documented(Path document, String service) throws IOException {
    String all = Files.readString(document);
    int start = all.indexOf("\n### Metrics of " + service + "\n");
    if (start < 0) {
      throw new IllegalArgumentException(document + " says nothing of the metrics of " + service);
    }
    int end = all.indexOf("\n## ", start);
    int next = all.indexOf("\n### ", start + 1);
    return all(DOCUMENTED, all.substring(start, next > 0 ? Math.min(next, end) : end));
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
