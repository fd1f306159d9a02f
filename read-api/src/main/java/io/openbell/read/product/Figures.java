package io.openbell.read.product;

import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.product.UnlistedProducts;
import io.openbell.read.DatabaseGate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The figures, uncached: one round trip to Redis, and one query for what Redis does not have, which
 * is then put there. Fails open: without Redis everything comes from the database, which has the
 * truth. After Redis has failed, no reader asks it again until a probe in the background was
 * answered; so an outage costs one timeout, not one at every refresh.
 */
@Component
class Figures {
  private static final Logger log = LoggerFactory.getLogger(Figures.class);

  private final RedisFigures redis;
  private final CommittedFigures committed;
  private final DatabaseGate database;
  private final FiguresMeters meters;
  private volatile boolean redisAway;

  Figures(
      RedisFigures redis, CommittedFigures committed, DatabaseGate database, FiguresMeters meters) {
    this.redis = redis;
    this.committed = committed;
    this.database = database;
    this.meters = meters;
  }

  /**
   * The figures of these products; ids without a product are left out.
   *
   * @throws RuntimeException the database's error, when neither Redis nor the database could be
   *     asked
   */
  Map<Long, LiveFigures> of(Collection<Long> productIds) {
    Map<Long, LiveFigures> found = new HashMap<>(fromRedis(productIds));
    meters.fetched(found.size(), 0);
    List<Long> missing = productIds.stream().filter(id -> !found.containsKey(id)).toList();
    if (missing.isEmpty()) {
      return found;
    }
    List<LiveFigures> fromDatabase = database.ask(() -> committed.of(missing));
    meters.fetched(0, fromDatabase.size());
    fromDatabase.forEach(figures -> found.put(figures.productId(), figures));
    if (!redisAway && !redis.show(fromDatabase)) {
      redisAway = true;
    }
    return found;
  }

  private Map<Long, LiveFigures> fromRedis(Collection<Long> productIds) {
    if (redisAway) {
      return Map.of();
    }
    try {
      return redis.read(productIds);
    } catch (RuntimeException e) {
      redisAway = true;
      log.warn("event=redis-away figures=database cause={}", e.toString());
      return Map.of();
    }
  }

  /** While Redis counts as away, asks it in the background. */
  @Scheduled(fixedDelayString = "${openbell.figures.redis-pause}")
  void probe() {
    if (!redisAway) {
      return;
    }
    try {
      redis.read(List.of(UnlistedProducts.FIRST_ID));
    } catch (RuntimeException e) {
      log.debug("event=redis-still-away cause={}", e.toString());
      return;
    }
    redisAway = false;
    log.info("event=redis-back figures=redis");
  }
}
