package io.openbell.read;

import io.openbell.core.invest.InvestResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** Puts rows into the database as write-api and mq-consumer would. */
public final class Rows {
  private final JdbcClient jdbc = JdbcClient.create(TestServers.database());

  public void deleteAll() {
    for (String table :
        new String[] {
          "product_invest_user",
          "product_invest_log",
          "product_invest_status",
          "product",
          "point_lot",
          "point_entry",
          "payment",
          "order_transition",
          "order_line",
          "shop_order",
          "coupon_item",
          "user_coupon",
          "coupon",
          "item",
          "point_account"
        }) {
      jdbc.sql("delete from " + table).update();
    }
  }

  /** A product that is open an hour around noon. */
  public long product(String title, long total) {
    return product(
        title,
        total,
        SetClock.NOON.minus(Duration.ofHours(1)),
        SetClock.NOON.plus(Duration.ofHours(1)));
  }

  public long product(String title, long total, Instant startedAt, Instant finishedAt) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into product (title, total_investing_amount, started_at, finished_at, created_at)
            values (?, ?, ?, ?, ?)""")
        .params(title, total, time(startedAt), time(finishedAt), time(startedAt))
        .update(key, "product_id");
    long id = key.getKeyAs(Long.class);
    jdbc.sql("insert into product_invest_status (product_id, total_investing_amount) values (?, ?)")
        .params(id, total)
        .update();
    return id;
  }

  /** The self-test's product. */
  public void unlistedProduct(long id) {
    jdbc.sql(
            """
            insert into product
              (product_id, title, total_investing_amount, started_at, finished_at, created_at)
            values (?, 'self-test', 10, ?, ?, ?)""")
        .params(
            id,
            time(SetClock.NOON.minusSeconds(1)),
            time(SetClock.NOON.plusSeconds(1)),
            time(SetClock.NOON))
        .update();
    jdbc.sql(
            "insert into product_invest_status (product_id, total_investing_amount) values (?, 10)")
        .param(id)
        .update();
  }

  /** Counts the row's version up, as every change of it does. */
  public void figures(long productId, long reserved, long confirmed, long investors) {
    jdbc.sql(
            """
            update product_invest_status
               set reserved_amount = :reserved, confirmed_amount = :confirmed,
                   investing_cnt = :investors, version = version + 1,
                   investing_status = case when total_investing_amount = :confirmed
                                           then 'COMPLETE' else 'ONGOING' end
             where product_id = :id""")
        .param("reserved", reserved)
        .param("confirmed", confirmed)
        .param("investors", investors)
        .param("id", productId)
        .update();
  }

  /** One investment; only FAIL has a reason, only PENDING is not finalized. */
  public long log(
      String user,
      long productId,
      long amount,
      InvestResult result,
      String key,
      Instant acceptedAt) {
    long id =
        jdbc.sql("select coalesce(max(log_id), 0) + 1 from product_invest_log")
            .query(Long.class)
            .single();
    log(id, user, productId, amount, result, key, acceptedAt);
    return id;
  }

  /** One investment of this id; finalized half a second after it was accepted. */
  public void log(
      long id,
      String user,
      long productId,
      long amount,
      InvestResult result,
      String key,
      Instant acceptedAt) {
    boolean pending = result == InvestResult.PENDING;
    jdbc.sql(
            """
            insert into product_invest_log
              (log_id, user_id, product_id, invest_amount, invest_result, fail_reason,
               idempotency_key, request_fingerprint, correlation_id, accepted_at, finalized_at,
               publish_after)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'c', ?, ?, ?)""")
        .params(
            id,
            user,
            productId,
            amount,
            result.name(),
            result == InvestResult.FAIL ? "PRODUCT_GONE" : null,
            key,
            key == null ? null : "f".repeat(64),
            time(acceptedAt),
            pending ? null : time(acceptedAt.plusMillis(500)),
            pending ? time(acceptedAt.plusSeconds(5)) : null)
        .update();
  }

  public void total(String user, long productId, long amount, Instant lastInvestedAt) {
    jdbc.sql("insert into product_invest_user values (?, ?, ?, ?)")
        .params(user, productId, amount, time(lastInvestedAt))
        .update();
  }

  /** An item that is sold, registered at noon. */
  public long item(String name, long stock) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql("insert into item (name, price, stock, created_at) values (?, 100, ?, ?)")
        .params(name, stock, time(SetClock.NOON))
        .update(key, "item_id");
    return key.getKeyAs(Long.class);
  }

  /** Changes an item and commits. */
  public void item(long itemId, String changes) {
    jdbc.sql("update item set version = version + 1, " + changes + " where item_id = ?")
        .param(itemId)
        .update();
  }

  /** A coupon for whole orders that is issued an hour around noon, and can be used for 30 days. */
  public long coupon(String name, long total, long issued) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into coupon (name, kind, discount, scope, total, issued, opens_at, closes_at,
                valid_days, created_at)
              values (?, 'FIXED', 1000, 'ORDER', ?, ?, ?, ?, 30, ?)""")
        .params(
            name,
            total,
            issued,
            time(SetClock.NOON.minus(Duration.ofHours(1))),
            time(SetClock.NOON.plus(Duration.ofHours(1))),
            time(SetClock.NOON))
        .update(key, "coupon_id");
    return key.getKeyAs(Long.class);
  }

  /** Changes a coupon and commits. */
  public void coupon(long couponId, String changes) {
    jdbc.sql("update coupon set version = version + 1, " + changes + " where coupon_id = ?")
        .param(couponId)
        .update();
  }

  /** What this coupon is for, from now on. */
  public void couponFor(long couponId, long... itemIds) {
    coupon(couponId, "scope = 'ITEMS'");
    for (long itemId : itemIds) {
      jdbc.sql("insert into coupon_item (coupon_id, item_id) values (?, ?)")
          .params(couponId, itemId)
          .update();
    }
  }

  /** A coupon in a user's hand; those of greater numbers are newer. */
  public UUID userCoupon(long couponId, String user, long no, Instant expiresAt) {
    UUID id = new UUID(0x0199_f3a0_7c1e_7000L, 0x9000_0000_0000_0000L + no);
    jdbc.sql(
            """
            insert into user_coupon (user_coupon_id, coupon_id, user_id, no, user_no, per_user,
                issued_at, expires_at, correlation_id)
              values (?, ?, ?, ?, 1, 1, ?, ?, 'c')""")
        .params(id, couponId, user, no, time(SetClock.NOON), time(expiresAt))
        .update();
    return id;
  }

  /** The time of this user's coupon is over now. */
  public void expire(UUID userCouponId) {
    jdbc.sql(
            """
            update user_coupon
               set issued_at = current_timestamp - interval '1' day, expires_at = current_timestamp
             where user_coupon_id = ?""")
        .param(userCouponId)
        .update();
  }

  public void account(String user, long balance, long booked) {
    jdbc.sql("insert into point_account (user_id, balance, booked) values (?, ?, ?)")
        .params(user, balance, booked)
        .update();
  }

  /** An entry of the version of the user's account that has this number. */
  public UUID entry(
      String user, long version, String kind, long amount, long bookedAfter, Instant createdAt) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            insert into point_entry (entry_id, user_id, account_version, kind, amount,
                booked_after, correlation_id, created_at)
              values (?, ?, ?, ?, ?, ?, 'c', ?)""")
        .params(id, user, version, kind, amount, bookedAfter, time(createdAt))
        .update();
    return id;
  }

  public UUID lot(String user, UUID entry, long granted, long remaining, Instant expiresAt) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            insert into point_lot (lot_id, user_id, entry_id, granted, remaining, expires_at,
                due_at)
              values (?, ?, ?, ?, ?, ?, ?)""")
        .params(
            id,
            user,
            entry,
            granted,
            remaining,
            time(expiresAt),
            remaining == 0 ? null : time(expiresAt))
        .update();
    return id;
  }

  private static Object time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
