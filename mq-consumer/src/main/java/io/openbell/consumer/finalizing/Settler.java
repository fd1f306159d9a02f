package io.openbell.consumer.finalizing;

import io.openbell.consumer.finalizing.Attempt.Done;
import io.openbell.consumer.finalizing.Attempt.GivenUp;
import io.openbell.consumer.finalizing.Attempt.Interrupted;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.product.UnlistedProducts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Settles batches of messages: all in one transaction when that works. A database that is away is
 * waited for. Any other error is isolated, message by message and then log by log, so that one bad
 * investment costs nobody else theirs.
 */
@Component
class Settler {
  /** Shown to the investor whose log can never be finalized. */
  static final String CONSTRAINT_VIOLATED = "CONSTRAINT_VIOLATED";

  private static final Logger log = LoggerFactory.getLogger(Settler.class);
  private static final int REASON_IDS = 10;
  private static final int REASON_TEXT = 300;

  private final Finalizer finalizer;
  private final FinalizeProperties properties;

  Settler(Finalizer finalizer, FinalizeProperties properties) {
    this.finalizer = finalizer;
    this.properties = properties;
  }

  /**
   * Settles these messages.
   *
   * @param stillWanted whether to go on waiting for a database that is away
   */
  Settlement settle(List<InvestmentsAccepted> events, BooleanSupplier stillWanted) {
    return new Run(stillWanted).settle(events);
  }

  /** One batch, and what was done so far. */
  private final class Run {
    private final BooleanSupplier stillWanted;
    private final TreeSet<Long> products = new TreeSet<>();
    private int succeeded;
    private int failed;
    private int skipped;

    private Run(BooleanSupplier stillWanted) {
      this.stillWanted = stillWanted;
    }

    private Settlement settle(List<InvestmentsAccepted> events) {
      List<Disposition> dispositions = dispositions(events);
      for (int i = 0; i < dispositions.size(); i++) {
        if (!(dispositions.get(i) instanceof Disposition.Requeue)) {
          // Also when nothing was PENDING: an earlier delivery may have ended before it was shown.
          events.get(i).investments().forEach(one -> products.add(one.productId()));
        }
      }
      return new Settlement(dispositions, succeeded, failed, skipped, Set.copyOf(products));
    }

    private List<Disposition> dispositions(List<InvestmentsAccepted> events) {
      if (events.isEmpty()) {
        return List.of();
      }
      Set<NamedLog> all =
          events.stream()
              .flatMap(event -> NamedLog.allOf(event).stream())
              .collect(Collectors.toSet());
      Attempt<Finalized> attempt = attempt(() -> finalizer.finalizeAll(all), 1);
      if (attempt instanceof Done<Finalized> done) {
        count(done.value());
        return events.stream()
            .map(event -> disposition(event, done.value().unknown(), done.value().others()))
            .toList();
      }
      if (attempt instanceof GivenUp<Finalized> givenUp) {
        log.warn(
            "event=batch-isolated messages={} cause={}", events.size(), describe(givenUp.cause()));
        return events.stream().map(this::alone).toList();
      }
      return Collections.nCopies(events.size(), new Disposition.Requeue());
    }

    private Disposition alone(InvestmentsAccepted event) {
      Set<NamedLog> names = Set.copyOf(NamedLog.allOf(event));
      Attempt<Finalized> attempt =
          attempt(() -> finalizer.finalizeAll(names), properties.maxAttempts());
      if (attempt instanceof Done<Finalized> done) {
        count(done.value());
        return disposition(event, done.value().unknown(), done.value().others());
      }
      return attempt instanceof Interrupted ? new Disposition.Requeue() : logByLog(event);
    }

    private Disposition logByLog(InvestmentsAccepted event) {
      TreeSet<Long> unknown = new TreeSet<>();
      Map<NamedLog, List<String>> others = new HashMap<>();
      List<String> reasons = new ArrayList<>();
      for (NamedLog name : new LinkedHashSet<>(NamedLog.allOf(event))) {
        long logId = name.logId();
        Attempt<Finalized> attempt = attempt(() -> finalizer.finalizeAll(List.of(name)), 1);
        if (attempt instanceof Done<Finalized> done) {
          count(done.value());
          unknown.addAll(done.value().unknown());
          others.putAll(done.value().others());
        } else if (!(attempt instanceof GivenUp<Finalized> givenUp)) {
          return new Disposition.Requeue();
        } else if (givenUp.kind() != FailureKind.REFUSED) {
          reasons.add("log " + logId + ": " + describe(givenUp.cause()));
        } else {
          Attempt<OptionalLong> failing = fail(name, givenUp.cause());
          if (failing instanceof Interrupted) {
            return new Disposition.Requeue();
          }
          if (failing instanceof GivenUp<OptionalLong> stuck) {
            reasons.add("log " + logId + " cannot even fail: " + describe(stuck.cause()));
          }
        }
      }
      return reasons.isEmpty()
          ? disposition(event, unknown, others)
          : new Disposition.DeadLetter(
              reasons.size() + " logs cannot be finalized; " + String.join("; ", few(reasons)));
    }

    private Attempt<OptionalLong> fail(NamedLog name, RuntimeException cause) {
      Attempt<OptionalLong> attempt =
          attempt(() -> finalizer.fail(name, CONSTRAINT_VIOLATED), properties.maxAttempts());
      if (attempt instanceof Done<OptionalLong> done) {
        if (done.value().isPresent()) {
          failed++;
          products.add(done.value().getAsLong());
          log.warn(
              "event=investment-failed log={} reason={} cause={}",
              name.logId(),
              CONSTRAINT_VIOLATED,
              describe(cause));
        } else {
          skipped++;
        }
      }
      return attempt;
    }

    private void count(Finalized done) {
      succeeded += done.succeeded();
      skipped += done.skipped();
      products.addAll(done.products());
    }

    /**
     * Repeats the work until it is done, waiting as long as the database is away.
     *
     * @param attempts how often an unexplained error is met before it is believed
     */
    private <T> Attempt<T> attempt(Supplier<T> work, int attempts) {
      Backoff backoff = new Backoff(properties.retryFirst(), properties.retryMax(), stillWanted);
      int races = 0;
      int unexplained = 0;
      do {
        try {
          return new Done<>(work.get());
        } catch (RuntimeException e) {
          FailureKind kind = explain(e);
          boolean hopeless =
              switch (kind) {
                case AWAY -> false;
                case RACE -> ++races >= properties.maxAttempts();
                case REFUSED -> true;
                case UNEXPLAINED -> ++unexplained >= attempts;
              };
          if (hopeless) {
            return new GivenUp<>(kind, e);
          }
          log.warn("event=finalize-retried kind={} cause={}", kind, describe(e));
        }
      } while (backoff.pause());
      return new Interrupted<>();
    }

    // While the database does not answer, no error says anything about the work.
    private FailureKind explain(RuntimeException e) {
      FailureKind kind = FailureKind.of(e);
      return kind == FailureKind.UNEXPLAINED && !finalizer.databaseAnswers()
          ? FailureKind.AWAY
          : kind;
    }
  }

  private static Disposition disposition(
      InvestmentsAccepted event, Set<Long> unknown, Map<NamedLog, List<String>> others) {
    TreeSet<Long> missing = new TreeSet<>();
    TreeMap<Long, String> different = new TreeMap<>();
    for (NamedLog name : NamedLog.allOf(event)) {
      if (UnlistedProducts.contain(name.investment().productId())) {
        continue; // a warm-up removes its investments, be they finalized or not
      }
      if (unknown.contains(name.logId())) {
        missing.add(name.logId());
      }
      List<String> differences = others.get(name);
      if (differences != null) {
        different.put(name.logId(), name.logId() + " by " + String.join(" and ", differences));
      }
    }
    List<String> reasons = new ArrayList<>();
    if (!missing.isEmpty()) {
      reasons.add(missing.size() + " unknown logs: " + few(missing));
    }
    if (!different.isEmpty()) {
      reasons.add(
          different.size()
              + " logs are other investments now, given these ids by an older database: "
              + few(different.values()));
    }
    return reasons.isEmpty()
        ? new Disposition.Acknowledge()
        : new Disposition.DeadLetter(String.join("; ", reasons));
  }

  private static List<String> few(Collection<?> values) {
    return values.stream().limit(REASON_IDS).map(String::valueOf).toList();
  }

  /** One line that says what happened, for operators only. */
  static String describe(Throwable error) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(error);
    String text = onOneLine(root.toString());
    return text.length() <= REASON_TEXT ? text : text.substring(0, REASON_TEXT) + "...";
  }

  /** A text from elsewhere, so that it writes no lines into our log. */
  static String onOneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
