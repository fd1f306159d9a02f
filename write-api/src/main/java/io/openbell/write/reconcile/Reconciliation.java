package io.openbell.write.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.write.reconcile.Books.Disagreement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks from time to time whether everything still agrees. One instance does it for all.
 *
 * <p>Redis is a copy, so wrong figures in it are corrected. Wrong sums in the database are not
 * corrected: whoever overwrites them destroys the evidence of how they came about. They raise an
 * alarm, and a human being decides.
 */
@Component
class Reconciliation {
  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);
  private static final int AT_ONCE = 500;

  /** Longest time one reconciliation takes; after it the instance that runs it counts as dead. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final CommittedFigures committed;
  private final RedisFigures redis;
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Duration interval;
  private final LockingTaskExecutor oneInstance;
  private final Timer done;
  private final Map<Books, Counter> books;
  private final Counter repaired;

  Reconciliation(
      List<Books> books,
      CommittedFigures committed,
      RedisFigures redis,
      JdbcTemplate jdbc,
      Clock clock,
      MeterRegistry registry,
      @Value("${openbell.reconcile.interval:10m}") Duration interval) {
    this.committed = committed;
    this.redis = redis;
    this.jdbc = jdbc;
    this.clock = clock;
    this.interval = interval;
    // The database's time: instances may disagree about theirs.
    this.oneInstance =
        new DefaultLockingTaskExecutor(
            new JdbcTemplateLockProvider(
                JdbcTemplateLockProvider.Configuration.builder()
                    .withJdbcTemplate(jdbc)
                    .usingDbTime()
                    .build()));
    this.done =
        Timer.builder("openbell.reconcile")
            .description("Comparing figures, sums and their rows, each time it was done to its end")
            .register(registry);
    this.books = new LinkedHashMap<>();
    books.forEach(some -> this.books.put(some, disagreements(registry, some.of())));
    this.repaired =
        Counter.builder("openbell.reconcile.repaired")
            .description("Figures in Redis that were wrong and have been put right")
            .register(registry);
  }

  private static Counter disagreements(MeterRegistry registry, String of) {
    return Counter.builder("openbell.reconcile.disagreements")
        .description("Sums that are not what their rows add up to, counted each time they are seen")
        .tag("of", of)
        .register(registry);
  }

  /** Once per interval, whichever instance comes first. */
  @Scheduled(
      fixedDelayString = "${openbell.reconcile.interval:10m}",
      initialDelayString = "${openbell.reconcile.interval:10m}")
  void reconcileInTurn() {
    try {
      oneInstance.executeWithLock(
          (Runnable) this::reconcile,
          new LockConfiguration(clock.instant(), "reconcile", interval.plus(LONGEST), interval));
    } catch (RuntimeException e) {
      log.warn("event=not-reconciled cause={}", e.toString());
    }
  }

  void reconcile() {
    long start = System.nanoTime();
    books.forEach((some, disagreements) -> report(some.disagreements(), disagreements));
    List<Long> ids =
        jdbc.queryForList(
            "select product_id from product_invest_status order by product_id", Long.class);
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      repair(ids.subList(from, Math.min(ids.size(), from + AT_ONCE)));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    done.record(took);
    log.info("event=reconciled products={} millis={}", ids.size(), took.toMillis());
  }

  private static void report(List<Disagreement> found, Counter counter) {
    counter.increment(found.size());
    for (Disagreement disagreement : found) {
      log.error(
          "event=books-disagree of=\"{}\" kept=\"{}\" added=\"{}\"",
          disagreement.of(),
          disagreement.kept(),
          disagreement.added());
    }
  }

  private void repair(List<Long> productIds) {
    // Redis first: the database, read after it, can only be newer.
    Map<Long, LiveFigures> shown = redis.read(productIds);
    for (LiveFigures right : committed.of(shown.keySet())) {
      LiveFigures found = shown.get(right.productId());
      if (found == null || found.equals(right)) {
        continue;
      }
      if (found.version() < right.version()) {
        redis.show(List.of(right)); // on its way, or lost
      } else if (redis.replace(found, right)) {
        repaired.increment();
        log.warn("event=figures-repaired product={} was=\"{}\"", right.productId(), found);
      }
    }
  }
}
