package io.openbell.e2e.faults;

import io.openbell.testkit.audit.ClientLog;
import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.audit.ShopLog.Attempt;
import io.openbell.testkit.audit.Violation;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The figures of the faults in {@code docs/reliability.md}. */
final class Reliability {
  private static final String BEGIN = "<!-- figures: written by e2e/faults -->\n";
  private static final String END = "<!-- end of figures -->\n";

  private record Figures(
      int seeds, long requests, long accepted, long unanswered, long violations) {
    Figures plus(Figures other) {
      return new Figures(
          seeds + other.seeds,
          requests + other.requests,
          accepted + other.accepted,
          unanswered + other.unanswered,
          violations + other.violations);
    }

    String cells() {
      return "%d | %,d | %,d | %,d | %d |"
          .formatted(seeds, requests, accepted, unanswered, violations);
    }
  }

  private final Map<Fault, Figures> figures = new EnumMap<>(Fault.class);

  void add(Fault fault, ClientLog log, ShopLog shopLog, List<Violation> found) {
    List<Entry> entries = log.entries();
    List<Attempt> attempts = shopLog.attempts();
    figures.merge(
        fault,
        new Figures(
            1,
            entries.size() + attempts.size(),
            entries.stream().filter(Entry::accepted).count()
                + attempts.stream().filter(Attempt::accepted).count(),
            entries.stream().filter(entry -> !entry.definite()).count()
                + attempts.stream().filter(attempt -> !attempt.definite()).count(),
            found.size()),
        Figures::plus);
  }

  /** Writes them, when asked to with {@code openbell.faults.report}. */
  void write() {
    String file = System.getProperty("openbell.faults.report", "");
    if (file.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("| fault | runs | requests | answered OK | errors and silence | violations |");
    lines.add("|---|---|---|---|---|---|");
    figures.forEach((fault, sums) -> lines.add("| " + fault.title() + " | " + sums.cells()));
    lines.add(
        "| **all** | "
            + figures.values().stream().reduce(new Figures(0, 0, 0, 0, 0), Figures::plus).cells());
    Path path = Checkout.file(file);
    try {
      String text = Files.readString(path);
      int from = text.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          path,
          text.substring(0, from)
              + String.join("\n", lines)
              + "\n"
              + text.substring(text.indexOf(END)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
