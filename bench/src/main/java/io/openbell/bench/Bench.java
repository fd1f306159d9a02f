package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.process.Checkout;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Runs the comparison: see {@code bench/run}. */
public final class Bench {
  private static final int MEMORY_MINUTES = 10;

  private Bench() {}

  /**
   * The entry point.
   *
   * @param arguments {@code SECONDS REPEATS WARM_UP REPORT PART…}, where the report is a file in
   *     the checkout
   */
  public static void main(String[] arguments) {
    // As the launcher does, for the embedded servers.
    Locale.setDefault(Locale.ENGLISH);
    Locale.setDefault(Locale.ROOT);
    // Embedded servers have threads that would go on.
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, e) -> {
              e.printStackTrace();
              System.exit(1);
            });
    List<String> words = List.of(arguments);
    BackingServers servers = SharedServers.get();
    Results results = new Results();
    int seconds = Integer.parseInt(words.get(0));
    int repeats = Integer.parseInt(words.get(1));
    int warmUp = Integer.parseInt(words.get(2));
    Comparison comparison = new Comparison(servers, results, seconds, repeats, warmUp);
    Set<String> parts = Set.copyOf(words.subList(4, words.size()));
    if (parts.contains("bell")) {
      comparison.bell();
    }
    if (parts.contains("lanes")) {
      comparison.lanes();
    }
    if (parts.contains("reads")) {
      comparison.reads();
    }
    if (parts.contains("shop")) {
      new ShopComparison(servers, results, seconds, repeats, warmUp).run();
    }
    if (parts.contains("cold")) {
      comparison.cold();
    }
    if (parts.contains("million") && servers.real()) {
      comparison.million();
    }
    if (parts.contains("memory")) {
      comparison.memory(MEMORY_MINUTES);
    }
    new Report(results, title(parts), environment(servers, words), findings(parts))
        .write(Checkout.file(words.get(3)));
    System.out.println("Written: " + words.get(3));
    System.exit(0);
  }

  private static String title(Set<String> parts) {
    return parts.equals(Set.of("shop")) ? "Performance of the shop" : "Performance";
  }

  /** What was found out about these parts. */
  private static String findings(Set<String> parts) {
    String shop = parts.contains("shop") ? Checkout.read("bench/findings-shop.md") : "";
    String rest = parts.equals(Set.of("shop")) ? "" : Checkout.read("bench/findings.md");
    return rest + "\n" + shop;
  }

  private static String environment(BackingServers servers, List<String> words) {
    return "Revision %s; %s; %d cores; Java %s; %s; %s s a run, %s runs each, after %s s of load"
        .formatted(
            Fleet.revision(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            servers.real()
                ? "RabbitMQ, Redis and PostgreSQL of Debian"
                : "embedded broker, Redis and H2",
            words.get(0),
            words.get(1),
            words.get(2));
  }
}
