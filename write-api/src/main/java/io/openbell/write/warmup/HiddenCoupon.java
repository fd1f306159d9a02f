package io.openbell.write.warmup;

import io.openbell.core.coupon.UnlistedCoupons;
import io.openbell.core.item.UnlistedItems;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Coupons that no list shows; each serves one warm-up at a time. They stay in the database, with
 * none issued.
 */
@Repository
class HiddenCoupon {
  /** One of this many requests repeats another. */
  private static final int REPEATED = 4;

  private final JdbcTemplate jdbc;

  HiddenCoupon(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  static long idOf(int slot) {
    return UnlistedCoupons.FIRST_ID + slot;
  }

  /** Who asks for it: somebody new each time, but for those who ask again. */
  static String userOf(int slot, long n) {
    return UnlistedItems.BUYERS + slot + "-c" + (n % REPEATED == 0 ? 0 : n);
  }

  /** Creates the coupon if it does not exist. */
  void ensure(int slot) {
    Long found =
        jdbc.queryForObject(
            "select count(*) from coupon where coupon_id = ?", Long.class, idOf(slot));
    if (found == null || found == 0) {
      create(idOf(slot));
    }
  }

  private void create(long id) {
    try {
      jdbc.update(
          """
          insert into coupon (coupon_id, name, kind, discount, scope, total, opens_at, closes_at,
              valid_days, created_at)
            values (?, 'warm-up', 'FIXED', 1, 'ORDER', ?,
                timestamp with time zone '2000-01-01 00:00:00+00',
                timestamp with time zone '9999-01-01 00:00:00+00', 1, current_timestamp)""",
          id,
          Long.MAX_VALUE);
    } catch (DuplicateKeyException e) {
      // Another instance was faster.
    }
  }

  /** Removes what is issued of it. The order is that of all locks. */
  @Transactional
  public void clear(int slot) {
    jdbc.update(
        "update coupon set issued = 0, version = version + 1 where coupon_id = ?", idOf(slot));
    jdbc.update("delete from user_coupon where coupon_id = ?", idOf(slot));
  }
}
