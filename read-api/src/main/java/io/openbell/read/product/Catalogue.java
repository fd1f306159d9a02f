package io.openbell.read.product;

import io.openbell.read.DatabaseGate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * The product facts, from Ehcache. Facts never change, so only a new product makes the cache
 * outdated, until its time to live is over; with {@link ProductRegistrations} it is loaded again at
 * once.
 */
@Component
class Catalogue {
  private static final String THE_ONE = "'all'";

  private final ProductQueries products;
  private final DatabaseGate database;
  private final Clock clock;

  Catalogue(ProductQueries products, DatabaseGate database, Clock clock) {
    this.products = products;
    this.database = database;
    this.clock = clock;
  }

  /** Every listed product that had not finished when this was loaded, newest first. */
  @Cacheable(cacheNames = "open-products", key = THE_ONE, sync = true)
  public List<ProductFacts> notFinished() {
    return database.ask(() -> products.notFinished(clock.instant()));
  }

  /** One listed product, finished or not. That there is none is remembered, too. */
  @Cacheable(cacheNames = "product-facts", key = "#productId", sync = true)
  public Optional<ProductFacts> byId(long productId) {
    return database.ask(() -> products.byId(productId));
  }

  /**
   * Loads {@link #notFinished()} anew, since there may be new products. What is cached is kept when
   * the database cannot be asked: an old list is better than none.
   */
  @CachePut(cacheNames = "open-products", key = THE_ONE)
  public List<ProductFacts> reload() {
    return database.ask(() -> products.notFinished(clock.instant()));
  }

  /** This product is there now. */
  @CacheEvict(cacheNames = "product-facts", key = "#productId")
  public void forget(long productId) {}
}
