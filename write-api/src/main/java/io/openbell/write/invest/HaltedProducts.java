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
 * version of the product's status than was seen committed before. Investments that were accepted in
 * between are lost, and only a human being can decide what to do about them.
 *
 * <p>The instance remembers the newest version of each product that it has seen: committed by
 * itself, or shown in Redis by an instance that had committed it. A halted product stays halted,
 * whatever is finalized meanwhile, until an operator calls {@link #sellAgain}. That raises its
 * version by so much that every instance notices.
 */
@Component
class HaltedProducts {
  /** More changes of one product than any database goes back or any instance lags behind. */
  static final long LEAP = 1_000_000;

  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  private final ConcurrentHashMap<Long, Sighting> newest = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Halt> halted = new ConcurrentHashMap<>();
  private final InvestTable table;
  private final InvestmentIds investmentIds;
  private final CommittedFigures committed;
  private final RedisFigures redis;
  private final Clock clock;

  HaltedProducts(
      InvestTable table,
      InvestmentIds investmentIds,
      CommittedFigures committed,
      RedisFigures redis,
      Clock clock,
      MeterRegistry registry) {
    this.table = table;
    this.investmentIds = investmentIds;
    this.committed = committed;
    this.redis = redis;
    this.clock = clock;
    Gauge.builder("openbell.products.halted", halted::size)
        .description("Products not sold here, because the database has gone back")
        .register(registry);
  }

  /**
   * A version of a product that somebody has seen.
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
   * @param seen the newest version that was seen
   * @param found what the database says instead; null when it does not have the product any more
   */
  record Halt(long productId, Sighting seen, @Nullable Sighting found, Instant since) {}

  /**
   * The newest version that is known of this product; null when none is. Call this before reading
   * the database, which can then only be newer.
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
   * This product exists. The version that a transaction has only read is not remembered, because it
   * may not be durable: H2 shows a commit of others a moment before it is in the file, and when the
   * disk is full it never gets there.
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
   * Whether the product must not be sold. Logs it when it was sold until now.
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
      investmentIds.forgetBlock();
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

  /** The halted products, by their ids. */
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

  /**
   * Notices products that were put on sale again at another instance, even if nobody asks for them
   * here.
   */
  @Scheduled(fixedDelay = 1_000)
  void lookAgain() {
    try {
      committed.of(halted.keySet()).forEach(this::endHalt);
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=halted-products-not-looked-at cause={}", e.toString());
    }
  }
}
