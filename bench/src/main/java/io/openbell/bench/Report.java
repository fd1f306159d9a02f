package io.openbell.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the report: targets, figures, charts, plans, and what was found out. */
final class Report {
  private final Results results;
  private final String title;
  private final String environment;
  private final String findings;
  private final List<String> targets = new ArrayList<>();

  /**
   * @param findings text for its end
   */
  Report(Results results, String title, String environment, String findings) {
    this.results = results;
    this.title = title;
    this.environment = environment;
    this.findings = findings;
  }

  void write(Path file) {
    targets();
    shopTargets();
    String text =
        """
        # %s

        Written by `bench/run`: medians of the runs, with the smallest and the largest. %s.
        Both sides of every ratio come from one run on one machine, with the load generator on it. The
        *empty handler* is the same server (WebFlux on Netty, Spring's JSON) with nothing behind it;
        `max-group=1` is write-api with a lock, a transaction and a message for each request. Commits per
        accepted investment are those beyond what the services commit when nobody invests. After every
        run with investments the invariants I1, I3 and I4 held, after every run with orders S1 and S3 to
        S6, or there would be no figures.

        ## Targets

        | what | at least | measured | met |
        |---|---|---|---|
        %s

        ## Figures

        | run | per second | smallest to largest | p50 ms | p99 ms | failed |
        |---|---|---|---|---|---|
        %s

        | count | median | smallest to largest |
        |---|---|---|
        %s

        %s
        %s
        %s
        %s
        """
            .formatted(
                title,
                environment,
                String.join("\n", targets),
                loads(),
                numbers(),
                charts(),
                shares(),
                plans(),
                findings);
    try {
      Files.writeString(file, text.strip() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void targets() {
    ratio("one hot product through the gateway", "bell gateway", "bell gateway max-group=1", 10);
    share("the same beside the empty handler", "bell gateway", "empty gateway", 0.70);
    ratio("directly at write-api", "bell direct", "bell direct max-group=1", 15);
    share("the same beside the empty handler", "bell direct", "empty direct", 0.50);
    if (has("bell gateway", "bell gateway max-group=1")) {
      double part = results.p99("bell gateway") / results.p99("bell gateway max-group=1");
      row("p99 through the gateway", "≤ 1/5 of `max-group=1`", "%.2f".formatted(part), part <= 0.2);
    }
    share(
        "cold bell after a minute's warm-up: accepted in the first 5 s",
        "cold",
        "cold: warm",
        0.70);
    if (has("cold", "cold: warm")) {
      double times = results.p99("cold") / results.p99("cold: warm");
      row(
          "cold bell after a minute's warm-up: p99",
          "≤ 3 × warm",
          "%.1f ×".formatted(times),
          times <= 3);
    }
    if (has("alone", "alone max-group=1")) {
      double more = results.p50("alone") - results.p50("alone max-group=1");
      row("one caller alone, p50", "within 1 ms", "%+.2f ms".formatted(more), more <= 1);
    }
    share("sold out, direct", "sold out direct", "empty direct", 0.80);
    share("list, direct", "list direct", "empty of the list's size", 0.70);
    share("detail, direct", "detail direct", "empty of the detail's size", 0.70);
    most("Redis reads of read-api per second", "reads: Redis reads per s", 1);
    most("accept → SUCCESS, p99 in ms", "bell gateway: finalized p99 ms", 1000);
    most("the same, direct", "bell direct: finalized p99 ms", 1000);
    most("backlog empty after, in s", "bell direct: drained after s", 2);
    for (String counted : List.of("locks", "commits", "messages")) {
      most(counted + " per accepted, gateway", "bell gateway: " + counted + " per accepted", 0.02);
      most(counted + " per accepted, direct", "bell direct: " + counted + " per accepted", 0.02);
    }
    share(
        "invest beside a million logs",
        "invest beside a million logs",
        "invest beside empty table",
        0.90);
    if (has("finalize/s beside a million logs")) {
      double part =
          results.number("finalize/s beside a million logs")
              / results.number("finalize/s beside empty table");
      row("finalize beside a million logs", "≥ 90 %", percent(part), part >= 0.9);
    }
    for (String path : List.of("/api/product/my/invest", "/api/product/my/invest/log")) {
      share(
          path + " beside a million logs",
          path + " beside a million logs",
          path + " beside empty table",
          0.90);
    }
    share("ten hot products", "bell gateway ten products", "bell gateway", 1.0);
    share("two write-apis on one product", "bell gateway two write-apis", "bell gateway", 0.80);
    for (String service : List.of("gateway", "write-api", "read-api", "mq-consumer")) {
      String live = "memory: " + service + " live heap MB";
      if (has(live + " at the end")) {
        double first = results.number(live + " after a minute");
        double last = results.number(live + " at the end");
        row(
            "live heap of " + service + " after ten minutes, `-Xmx256m`",
            "no growth",
            "%.0f → %.0f MB".formatted(first, last),
            last <= first * 1.1);
      }
    }
  }

  private void shopTargets() {
    ratio("orders of one hot item, gateway", "order gateway", "order gateway max-group=1", 10);
    share("the same beside investing", "order gateway", "invest gateway", 0.50);
    ratio("orders of one hot item, direct", "order direct", "order direct max-group=1", 12);
    share("the same beside investing", "order direct", "invest direct", 0.50);
    share("orders spread over 1,000 items", "order 1,000 items", "order gateway", 0.70);
    share("orders of three of 1,000 items", "order three of 1,000 items", "order gateway", 0.40);
    share("orders when sold out, direct", "order sold out", "invest sold out", 0.80);
    share("exact detail of an item", "item detail", "product detail", 0.60);
    share(
        "exact detail while it sells",
        "item detail while it sells",
        "product detail while it sells",
        0.60);
    most("queries for exact details per ms", "item detail: queries per ms", 1);
    most("the same while it sells", "item detail while it sells: queries per ms", 1);
    most("order accepted → PAID, p99 in ms, gateway", "order gateway: paid p99 ms", 1000);
    most("the same, direct", "order direct: paid p99 ms", 1000);
    for (String what : List.of("order", "/api/order/my", "/api/point/my/log")) {
      String million = what + " beside a million orders";
      share(million, million, what + " beside none", 0.90);
    }
  }

  private boolean has(String... names) {
    return List.of(names).stream().allMatch(results::has);
  }

  private void ratio(String what, String ours, String theirs, double times) {
    if (has(ours, theirs)) {
      double measured = results.rate(ours) / results.rate(theirs);
      row(
          what,
          "%.0f × `max-group=1`".formatted(times),
          "%.1f ×".formatted(measured),
          measured >= times);
    }
  }

  private void share(String what, String ours, String theirs, double part) {
    if (has(ours, theirs)) {
      double measured = results.rate(ours) / results.rate(theirs);
      row(what, percent(part) + " of *" + theirs + "*", percent(measured), measured >= part);
    }
  }

  private void most(String what, String number, double limit) {
    if (has(number)) {
      double measured = results.number(number);
      row(what, "≤ " + limit, "%.3f".formatted(measured), measured <= limit);
    }
  }

  private void row(String what, String target, String measured, boolean met) {
    targets.add("| %s | %s | %s | %s |".formatted(what, target, measured, met ? "yes" : "**no**"));
  }

  private static String percent(double part) {
    return "%.0f %%".formatted(part * 100);
  }

  private String loads() {
    return results.loads().keySet().stream()
        .map(
            name -> {
              double[] spread = results.spread(name);
              return "| %s | %.0f | %.0f to %.0f | %.1f | %.1f | %d |"
                  .formatted(
                      name,
                      results.rate(name),
                      spread[0],
                      spread[1],
                      results.p50(name),
                      results.p99(name),
                      results.failures(name));
            })
        .collect(Collectors.joining("\n"));
  }

  private String numbers() {
    return results.numbers().keySet().stream()
        .map(
            name -> {
              double[] spread = results.spread(name);
              return "| %s | %.3f | %.3f to %.3f |"
                  .formatted(name, results.number(name), spread[0], spread[1]);
            })
        .collect(Collectors.joining("\n"));
  }

  private String charts() {
    return chart(
            "Accepted per second, 500 connections, one hot product", "bell direct", "bell gateway")
        + chart("Reads per second", "list direct", "detail direct", "empty of the list's size")
        + chart(
            "Orders paid at once and investments per second, 500 connections",
            "order gateway",
            "order direct",
            "order 1,000",
            "order three",
            "invest gateway",
            "invest direct");
  }

  /** A bar for each run whose name begins so. GitHub draws it. */
  private String chart(String title, String... beginnings) {
    List<String> names =
        results.loads().keySet().stream()
            .filter(name -> List.of(beginnings).stream().anyMatch(name::startsWith))
            .toList();
    if (names.isEmpty()) {
      return "";
    }
    return """
        ```mermaid
        xychart-beta horizontal
          title "%s"
          x-axis [%s]
          bar [%s]
        ```

        """
        .formatted(
            title,
            names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", ")),
            names.stream()
                .map(n -> String.format(Locale.ROOT, "%.0f", results.rate(n)))
                .collect(Collectors.joining(", ")));
  }

  private String shares() {
    if (results.shares().isEmpty()) {
      return "";
    }
    return "## Where the time goes\n\n"
        + results.shares().entrySet().stream()
            .map(of -> "**" + of.getKey() + "**: " + inOrder(of.getValue()) + "\n\n")
            .collect(Collectors.joining());
  }

  private static String inOrder(Map<String, Double> parts) {
    return parts.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(part -> part.getKey() + " " + percent(part.getValue()))
        .collect(Collectors.joining("; "));
  }

  private String plans() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> plan : results.plans().entrySet()) {
      text.append("`%s`:%n%n```%n".formatted(plan.getKey()))
          .append(plan.getValue())
          .append("\n```\n\n");
    }
    return text.toString();
  }
}
