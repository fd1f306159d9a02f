package io.openbell.read.product;

import static java.util.Objects.requireNonNull;

import io.openbell.core.figures.LiveFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * Products with their figures, kept for less than a second: however many callers there are, one of
 * them fetches the figures of all open products at once, and the others get the same. Facts and
 * figures are kept together, so that no list shows one product without the other's.
 */
@Component
class LiveProducts {
  private static final String CACHE = "live-figures";
  private static final String OPEN_KEY = "open";
  private static final String OPEN = "'" + OPEN_KEY + "'";

  private final Catalogue catalogue;
  private final Figures figures;
  private final FiguresMeters meters;
  private final ProductJson.Writer writer;
  private final Cache cache;

  LiveProducts(
      Catalogue catalogue,
      Figures figures,
      FiguresMeters meters,
      ProductJson.Writer writer,
      CacheManager cacheManager) {
    this.catalogue = catalogue;
    this.figures = figures;
    this.meters = meters;
    this.writer = writer;
    this.cache = requireNonNull(cacheManager.getCache(CACHE));
  }

  /** The value of {@link #notFinished()}, if it is in memory now; null otherwise. Never blocks. */
  @SuppressWarnings("unchecked")
  public @Nullable Map<Long, LiveProduct> notFinishedInMemory() {
    return cache.get(OPEN_KEY, Map.class);
  }

  /** Every product not finished, by id, newest first. */
  @Cacheable(cacheNames = CACHE, key = OPEN, sync = true)
  public Map<Long, LiveProduct> notFinished() {
    List<ProductFacts> listed = catalogue.notFinished();
    long start = System.nanoTime();
    Map<Long, LiveFigures> found =
        figures.of(listed.stream().map(ProductFacts::productId).toList());
    meters.renewed(start);
    Map<Long, LiveProduct> products = new LinkedHashMap<>();
    for (ProductFacts facts : listed) {
      LiveFigures live = found.get(facts.productId());
      if (live != null) {
        products.put(facts.productId(), writer.product(facts, live));
      }
    }
    return products;
  }

  /** One product that is not among the unfinished ones. */
  @Cacheable(cacheNames = CACHE, key = "#productId", sync = true)
  public Optional<LiveProduct> byId(long productId) {
    return catalogue
        .byId(productId)
        .flatMap(
            facts ->
                Optional.ofNullable(figures.of(List.of(productId)).get(productId))
                    .map(live -> writer.product(facts, live)));
  }

  /** There may be new products. Forget the catalogue first. */
  @CacheEvict(cacheNames = CACHE, key = OPEN)
  public void forgetNotFinished() {}

  /** This product is there now. Forget it in the catalogue first. */
  @CacheEvict(cacheNames = CACHE, key = "#productId")
  public void forget(long productId) {}
}
