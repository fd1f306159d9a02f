package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs simulations, each on services of its own: see {@code bench/gatling}. */
public final class GatlingRun {
  private static final String URL = "url";
  private static final String WARM_UP = "warm-up";
  private static final String SECONDS = "seconds";

  private GatlingRun() {}

  /**
   * The entry point. Its exit code is 0 when no request failed and every invariant holds.
   *
   * @param arguments titles of {@link Plan}s, and settings as {@code --NAME VALUE}
   */
  public static void main(String[] arguments) {
    // As the launcher does, for the embedded servers.
    Locale.setDefault(Locale.ENGLISH);
    int status = 1;
    try {
      List<Plan> plans = new ArrayList<>();
      Map<String, String> settings = new HashMap<>();
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i].startsWith("--")) {
          settings.put(arguments[i].substring(2), arguments[++i]);
        } else {
          plans.add(Plan.of(arguments[i]));
        }
      }
      List<String> summaries = new ArrayList<>();
      boolean failed = false;
      for (Plan plan : plans) {
        Gatling.Report report =
            settings.containsKey(URL)
                ? Gatling.run(plan.simulation, with(plan.settings, settings))
                : run(SharedServers.get(), plan, settings);
        failed |= report.load().failures() > 0;
        summaries.add(summary(plan, report));
      }
      summaries.forEach(System.out::println);
      status = failed ? 1 : 0;
    } catch (RuntimeException | AssertionError e) {
      e.printStackTrace();
    }
    // The embedded servers would go on.
    System.exit(status);
  }

  /**
   * Runs one simulation and waits until everything it bought is finalized.
   *
   * @param settings of the simulation, and how many seconds of it come before, unmeasured
   * @throws AssertionError when an invariant is broken, or an answer says what is not so
   */
  static Gatling.Report run(BackingServers servers, Plan plan, Map<String, String> settings) {
    try (Fleet fleet = new Fleet(servers, false)) {
      List<Service> writeApis = new ArrayList<>();
      for (int i = 0; i < plan.writeApis; i++) {
        writeApis.add(fleet.add("write-api", Map.of()));
      }
      fleet.add("mq-consumer", Map.of());
      String readApi = plan.reads ? fleet.add("read-api", Map.of()).url() : "http://127.0.0.1:1";
      Service gateway = fleet.gateway(joined(writeApis, Service::url), readApi);
      fleet.start();
      Bookkeeping books = fleet.books();
      String warmUp = settings.getOrDefault(WARM_UP, "10");
      if (!warmUp.equals("0")) {
        Map<String, String> shorter = with(settings, Map.of(SECONDS, warmUp));
        Gatling.warmUp(plan.simulation, target(plan, gateway, shorter));
        books.drain();
      }
      long before = books.accepted();
      Gatling.Report report = Gatling.run(plan.simulation, target(plan, gateway, settings));
      books.drain();
      books.check();
      checkAnswers(report, books.accepted() - before);
      return report;
    }
  }

  /** Every success that a user saw is an investment; a failure may have become one unseen. */
  static void checkAnswers(Gatling.Report report, long accepted) {
    long unknown = report.load().failures();
    if (accepted < report.accepted() || accepted > report.accepted() + unknown) {
      throw new AssertionError(
          "%d investments were answered with success and %d requests failed, but there are %d"
              .formatted(report.accepted(), unknown, accepted));
    }
  }

  /** The settings for new products behind this gateway, once they can be seen. */
  private static Map<String, String> target(
      Plan plan, Service gateway, Map<String, String> settings) {
    Client client = new Client(gateway.url());
    Instant now = Instant.now();
    // Over HTTP, since the lists then know them at once.
    List<Long> products =
        Stream.generate(
                () ->
                    client.product(
                        "bench",
                        Plan.TOTAL,
                        now.minus(Duration.ofDays(1)),
                        now.plus(Duration.ofDays(1))))
            .limit(plan.products)
            .toList();
    if (plan.reads) {
      String newest = "\"productId\":" + products.get(products.size() - 1) + ",";
      Comparison.waitFor(() -> client.get("/api/product").text().contains(newest));
    }
    Map<String, String> all = with(plan.settings, settings);
    all.put(URL, gateway.url());
    all.put("products", joined(products, String::valueOf));
    return all;
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }

  private static <T> String joined(List<T> all, Function<T, String> text) {
    return all.stream().map(text).collect(Collectors.joining(","));
  }

  private static String summary(Plan plan, Gatling.Report report) {
    Load load = report.load();
    return String.format(
        Locale.ROOT,
        "%-14s %6.0f requests/s  p50 %.0f ms  p99 %.0f ms  failures %d  accepted %d  %s",
        plan.title(),
        load.rate(),
        load.p50(),
        load.p99(),
        load.failures(),
        report.accepted(),
        report.page());
  }
}
