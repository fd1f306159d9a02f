package io.openbell.read.coupon;

import io.openbell.core.api.ApiZone;
import io.openbell.read.DatabaseGate;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.coupon.CouponQueries.CouponRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * Coupons, each page and each single one kept for less than a second: however many ask for it, one
 * of them asks the database.
 */
@Component
class CouponLists {
  private final CouponQueries coupons;
  private final DatabaseGate database;
  private final ApiZone zone;

  CouponLists(CouponQueries coupons, DatabaseGate database, ApiZone zone) {
    this.coupons = coupons;
    this.database = database;
    this.zone = zone;
  }

  /** A page, newest first, at most a second old. */
  @Cacheable(cacheNames = "coupon-lists", sync = true)
  public Listing<CouponView> list(Page page) {
    return database.ask(
        () -> {
          List<CouponRow> found = coupons.page(page);
          long total = page.endsWith(found.size()) ? page.offset() + found.size() : coupons.count();
          return new Listing<>(total, shown(found));
        });
  }

  /** A coupon at most a second old; empty when there was none. */
  @Cacheable(cacheNames = "coupons", sync = true)
  public Optional<CouponView> byId(long couponId) {
    return database.ask(() -> shown(coupons.byId(couponId).stream().toList()).stream().findFirst());
  }

  private List<CouponView> shown(List<CouponRow> found) {
    Map<Long, List<Long>> items = coupons.itemsOf(found);
    return found.stream()
        .map(c -> CouponView.of(c, items.getOrDefault(c.couponId(), List.of()), zone))
        .toList();
  }
}
