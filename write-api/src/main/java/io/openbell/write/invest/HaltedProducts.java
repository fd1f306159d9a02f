package io.openbell.write.invest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.product.UnlistedProducts;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The products that are not sold here, because the database has gone back: it shows an older
 * version of the product's status than was seen committed before. What was answered in between is
 * lost, and only a human being can say what is to become of it.
 *
 * <p>Remembered is how far this instance has seen each product: committed by itself, or shown in
 * Redis by somebody who had committed it. A product once halted stays so, whatever is finalized
 * meanwhile, until an operator says {@link #sellAgain}. That makes its version leap, by which every
 * instance knows.
 */
@Component
class HaltedProducts {
  /** No database goes back, and no instance lags, by so many changes of one product. */
  static final long LEAP = 1_000_000;

  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  private final ConcurrentHashMap<Long, Sighting> newest = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Halt> halted = new ConcurrentHashMap<>();
  private final InvestTable table;
  private final LogIds logIds;
  private final CommittedFigures committed;
  private final RedisFigures redis;
  private final Clock clock;

  HaltedProducts(
      InvestTable table,
      LogIds logIds,
      CommittedFigures committed,
      RedisFigures redis,
      Clock clock,
      MeterRegistry registry) {
    this.table = table;
    this.logIds = logIds;
    this.committed = committed;
    this.redis = redis;
    this.clock = clock;
    Gauge.builder("openbell.products.halted", halted::size)
        .description("Products not sold here, because the database has gone back")
        .register(registry);
  }

  /**
   * How far a product was.
   *
   * @param reserved won
   */
  record Sighting(long version, long reserved) {
    static Sighting of(LiveFigures figures) {
      return new Sighting(figures.version(), figures.reserved());
    }

    private Sighting orNewer(Sighting other) {
      return other.version > version ? other : this;
    }
  }

  /**
   * A product that is not sold.
   *
   * @param seen the newest that was seen
   * @param found what the database says instead; null when it does not have the product any more
   */
  record Halt(long productId, Sighting seen, @Nullable Sighting found, Instant since) {}

  /**
   * The newest that is known of this product; null when nothing is. Ask before reading the
   * database, which can then only be newer.
   */
  @Nullable Sighting newest(long productId) {
    Sighting known = newest.get(productId);
    if (known == null && !UnlistedProducts.contain(productId)) {
      // Another instance, or this one before it was restarted, may have been further.
      askRedis(productId);
      known = newest.get(productId);
    }
    return known;
  }

  private void askRedis(long productId) {
    try {
      redis.read(List.of(productId)).values().forEach(this::saw);
    } catch (RuntimeException e) {
      log.warn("event=figures-not-read product={} cause={}", productId, e.toString());
    }
  }

  /** This was committed, by whomever. */
  void saw(LiveFigures figures) {
    saw(figures.productId(), Sighting.of(figures));
  }

  /**
   * There is this product, of which nothing may be known yet. What a transaction merely reads says
   * nothing of how far it was: H2 shows what others commit a moment before it is in the file, and
   * where the disk is full it never gets there.
   */
  void exists(long productId) {
    saw(productId, new Sighting(0, 0));
  }

  /** This was committed, by whomever. */
  void saw(long productId, Sighting sighting) {
    if (!UnlistedProducts.contain(productId)) {
      newest.merge(productId, sighting, Sighting::orNewer);
    }
  }

  /**
   * Whether the product must not be sold, and says so when it is news.
   *
   * @param seen {@link #newest} from before {@code found} was read
   * @param found what the database says; null when it has no such product
   */
  boolean isHalted(long productId, @Nullable Sighting seen, @Nullable Sighting found) {
    Halt halt = halted.get(productId);
    long version = found == null ? 0 : found.version();
    if (halt != null) {
      return !isSoldAgain(halt, version);
    }
    if (seen == null || version >= seen.version()) {
      return false;
    }
    if (halted.put(productId, new Halt(productId, seen, found, clock.instant())) == null) {
      logIds.forgetBlock();
      log.error(
          "event=database-went-back product={} seenVersion={} seenReserved={} foundVersion={}"
              + " foundReserved={}",
          productId,
          seen.version(),
          seen.reserved(),
          found == null ? "-" : found.version(),
          found == null ? "-" : found.reserved());
    }
    return true;
  }

  private boolean isSoldAgain(Halt halt, long version) {
    boolean leapt = version - halt.seen().version() >= LEAP / 2;
    if (leapt && halted.remove(halt.productId(), halt)) {
      log.warn("event=product-sold-again product={} version={}", halt.productId(), version);
    }
    return leapt;
  }

  /** What is not sold now, by product. */
  List<Halt> list() {
    return halted.values().stream().sorted(Comparator.comparingLong(Halt::productId)).toList();
  }

  /**
   * Has the product sold again as the database has it now, by every instance: its version leaps
   * beyond all that anybody has seen. A product that the database does not have any more is
   * forgotten, by this instance.
   *
   * @return whether it was halted
   * @throws RuntimeException of the database when it is away; nothing is changed then
   */
  boolean sellAgain(long productId) {
    Halt halt = halted.get(productId);
    if (halt == null) {
      return false;
    }
    askRedis(productId);
    long seen = newest.getOrDefault(productId, halt.seen()).version();
    if (table.raiseVersion(productId, seen + LEAP)) {
      for (LiveFigures now : committed.of(List.of(productId))) {
        redis.showAndRead(List.of(now)).forEach(this::saw);
        endHalt(now);
      }
    } else {
      newest.put(productId, new Sighting(0, 0));
      halted.remove(productId, halt);
      log.warn("event=halted-product-forgotten product={}", productId);
    }
    return true;
  }

  private void endHalt(LiveFigures now) {
    Halt halt = halted.get(now.productId());
    if (halt != null) {
      isSoldAgain(halt, now.version());
    }
  }

  /** Sees what another instance has had sold again, though nobody asks for it here. */
  @Scheduled(fixedDelay = 1_000)
  void lookAgain() {
    try {
      committed.of(halted.keySet()).forEach(this::endHalt);
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=halted-products-not-looked-at cause={}", e.toString());
    }
  }
}
