package io.openbell.consumer.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of deliveries, and what was done so far: finalized in one transaction, or as few as the
 * feature allows, when that works. A database that is away is waited for. Any other error is
 * isolated, message by message and then part by part, so that one bad part costs nobody else
 * theirs.
 */
final class Batch<P extends Part> {
  private static final Logger log = LoggerFactory.getLogger(Batch.class);
  private static final int REASON_PARTS = 10;
  private static final Disposition ACKNOWLEDGE = new Disposition.Acknowledge();
  private static final Disposition REQUEUE = new Disposition.Requeue();

  private final Finalizing<P> finalizing;
  private final FinalizeProperties properties;
  private final FinalizeMeters meters;
  private final BooleanSupplier stillWanted;
  private final List<P> concerned = new ArrayList<>();
  private int succeeded;
  private int failed;
  private int skipped;

  /**
   * A batch of which nothing is done yet.
   *
   * @param stillWanted whether to go on waiting for a database that is away
   */
  Batch(
      Finalizing<P> finalizing,
      FinalizeProperties properties,
      FinalizeMeters meters,
      BooleanSupplier stillWanted) {
    this.finalizing = finalizing;
    this.properties = properties;
    this.meters = meters;
    this.stillWanted = stillWanted;
  }

  /** How many became final. */
  int succeeded() {
    return succeeded;
  }

  /** How many were given up. */
  int failed() {
    return failed;
  }

  /** How many had left PENDING before. */
  int skipped() {
    return skipped;
  }

  /** Parts of which something may have changed, now or in an earlier delivery. */
  List<P> concerned() {
    return concerned;
  }

  /** Finalizes these, and decides what is to be done with each for which there is still time. */
  void finalizeAll(List<Delivery<P>> deliveries) {
    int from = 0;
    while (from < deliveries.size() && (from == 0 || stillWanted.getAsBoolean())) {
      int to = endOfTransaction(deliveries, from);
      finalizeTogether(deliveries.subList(from, to));
      from = to;
    }
  }

  /** The index behind the last delivery that goes into one transaction with the one at this. */
  private int endOfTransaction(List<Delivery<P>> deliveries, int from) {
    int to = from;
    long parts = 0;
    do {
      parts += deliveries.get(to).parts().size();
      to++;
    } while (to < deliveries.size()
        && parts + deliveries.get(to).parts().size() <= finalizing.mostParts());
    return to;
  }

  private void finalizeTogether(List<Delivery<P>> deliveries) {
    List<P> all = new ArrayList<>();
    deliveries.forEach(delivery -> all.addAll(delivery.parts()));
    Attempt<Finalized<P>> together = finalizeParts(all, 1);
    Function<Delivery<P>, Disposition> decision =
        together.match(
            done -> delivery -> disposition(delivery.parts(), done.misfits()),
            (kind, cause) -> {
              log.warn(
                  "event=batch-isolated messages={} cause={}",
                  deliveries.size(),
                  OneLine.of(cause));
              return this::alone;
            },
            () -> delivery -> REQUEUE);
    deliveries.forEach(delivery -> delivery.decide(decision.apply(delivery)));
  }

  private Disposition alone(Delivery<P> delivery) {
    return finalizeParts(delivery.parts(), properties.maxAttempts())
        .match(
            done -> disposition(delivery.parts(), done.misfits()),
            (kind, cause) -> partByPart(delivery),
            () -> REQUEUE);
  }

  private Disposition partByPart(Delivery<P> delivery) {
    Map<P, Misfit> misfits = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    Set<P> parts = new LinkedHashSet<>(delivery.parts());
    for (P part : parts) {
      boolean goesOn =
          finalizeParts(List.of(part), 1)
              .match(
                  done -> {
                    misfits.putAll(done.misfits());
                    return true;
                  },
                  (kind, cause) -> {
                    concerned.add(part);
                    if (kind == FailureKind.REFUSED) {
                      return fail(part, cause, reasons);
                    }
                    reasons.add(part.label() + ": " + OneLine.of(cause));
                    return true;
                  },
                  () -> false);
      if (!goesOn) {
        return REQUEUE;
      }
    }
    return reasons.isEmpty()
        ? disposition(delivery.parts(), misfits)
        : new Disposition.DeadLetter(
            reasons.size()
                + " of "
                + parts.size()
                + " cannot be finalized; "
                + String.join("; ", few(reasons)));
  }

  /**
   * Gives up one.
   *
   * @return false when we had to stop before
   */
  private boolean fail(P part, RuntimeException refusal, List<String> reasons) {
    return attempt(() -> finalizing.fail(part, refusal), properties.maxAttempts())
        .match(
            isFailed -> {
              if (isFailed) {
                failed++;
                meters.failed();
              } else {
                skipped++;
                meters.skipped();
              }
              return true;
            },
            (kind, cause) -> {
              reasons.add(part.label() + " cannot even fail: " + OneLine.of(cause));
              return true;
            },
            () -> false);
  }

  private Attempt<Finalized<P>> finalizeParts(List<P> parts, int attempts) {
    return attempt(
        () -> {
          long start = System.nanoTime();
          Finalized<P> done = finalizing.finalizeAll(parts);
          meters.committed(done, Duration.ofNanos(System.nanoTime() - start));
          succeeded += done.succeeded();
          skipped += done.skipped();
          // Also when nothing was PENDING: an earlier delivery may have ended before it was shown.
          concerned.addAll(parts);
          return done;
        },
        attempts);
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
        return new Attempt.Done<>(work.get());
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
          return new Attempt.GivenUp<>(kind, e);
        }
        log.warn("event=finalize-retried kind={} cause={}", kind, OneLine.of(e));
      }
    } while (backoff.pause());
    return new Attempt.Interrupted<>();
  }

  // While the database does not answer, no error says anything about the work.
  private FailureKind explain(RuntimeException error) {
    FailureKind kind = FailureKind.of(error);
    return kind == FailureKind.UNEXPLAINED && !finalizing.databaseAnswers()
        ? FailureKind.AWAY
        : kind;
  }

  private static <P extends Part> Disposition disposition(List<P> parts, Map<P, Misfit> misfits) {
    if (misfits.isEmpty()) {
      return ACKNOWLEDGE;
    }
    Map<String, Set<String>> details = new LinkedHashMap<>();
    for (P part : parts) {
      Optional.ofNullable(misfits.get(part))
          .ifPresent(
              misfit ->
                  details
                      .computeIfAbsent(misfit.text(), text -> new LinkedHashSet<>())
                      .add(misfit.detail()));
    }
    StringJoiner reason = new StringJoiner("; ");
    details.forEach((text, of) -> reason.add(of.size() + " " + text + ": " + few(of)));
    return details.isEmpty() ? ACKNOWLEDGE : new Disposition.DeadLetter(reason.toString());
  }

  private static List<String> few(Collection<String> texts) {
    return texts.stream().limit(REASON_PARTS).toList();
  }
}
