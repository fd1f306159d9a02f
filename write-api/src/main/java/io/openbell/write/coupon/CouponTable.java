package io.openbell.write.coupon;

import static java.util.Objects.requireNonNull;

import io.openbell.core.coupon.OfferedCoupon;
import io.openbell.core.item.UnlistedItems;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** The statements about coupons and who has them: plain SQL, each one round trip. */
@Repository
class CouponTable {
  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  CouponTable(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * A coupon as it is found.
   *
   * @param now the database's clock
   */
  record Found(long couponId, OfferedCoupon offered, Instant now) {}

  /** A coupon and a user. */
  record CouponOfUser(long couponId, String userId) {}

  /**
   * So many to be issued of a coupon.
   *
   * @param issued how many were, when it was decided
   */
  record Taking(long couponId, long issued, int count) {}

  /**
   * A coupon to be put into somebody's hand.
   *
   * @param perUser how many of it one user may have
   */
  record Issue(UserCoupon coupon, int perUser, Instant issuedAt, String correlationId) {}

  /** Those of these items that exist. */
  Set<Long> existingItems(List<Long> itemIds) {
    if (itemIds.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        jdbc.sql(
                "select item_id from item where item_id in (:ids) and item_id < "
                    + UnlistedItems.FIRST_ID)
            .param("ids", itemIds)
            .query(Long.class)
            .list());
  }

  /** The id of the new coupon. */
  long insert(NewCoupon coupon) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into coupon (name, kind, discount, max_discount, min_order, scope, total,
                per_user, opens_at, closes_at, valid_days, created_at)
              values (:name, :kind, :discount, :maxDiscount, :minOrder, :scope, :total,
                :perUser, :opensAt, :closesAt, :validDays, current_timestamp)""")
        .param("name", coupon.name())
        .param("kind", coupon.kind())
        .param("discount", coupon.value())
        .param("maxDiscount", coupon.maxDiscount())
        .param("minOrder", coupon.minOrder())
        .param("scope", coupon.scope())
        .param("total", coupon.total())
        .param("perUser", coupon.perUser())
        .param("opensAt", utc(coupon.opensAt()))
        .param("closesAt", utc(coupon.closesAt()))
        .param("validDays", coupon.validDays())
        .update(key, "coupon_id");
    long couponId = requireNonNull(key.getKeyAs(Long.class));
    template.batchUpdate(
        "insert into coupon_item (coupon_id, item_id) values (?, ?)",
        coupon.itemIds().stream().map(item -> new Object[] {couponId, item}).toList());
    return couponId;
  }

  /** These coupons, by id; those that do not exist are left out. */
  Map<Long, Found> find(Set<Long> couponIds) {
    Map<Long, Found> found = new HashMap<>();
    if (!couponIds.isEmpty()) {
      jdbc.sql(
              """
              select coupon_id, total, issued, per_user, opens_at, closes_at, valid_days,
                     current_timestamp
                from coupon where coupon_id in (:ids)""")
          .param("ids", couponIds)
          .query(
              row -> {
                found.put(
                    row.getLong(1),
                    new Found(
                        row.getLong(1),
                        new OfferedCoupon(
                            row.getLong(2),
                            row.getLong(3),
                            row.getInt(4),
                            row.getObject(5, OffsetDateTime.class).toInstant(),
                            row.getObject(6, OffsetDateTime.class).toInstant(),
                            Duration.ofDays(row.getInt(7))),
                        row.getObject(8, OffsetDateTime.class).toInstant()));
              });
    }
    return found;
  }

  /**
   * What these users have of these coupons: of each the one issued last, whose {@code userNo} says
   * how many they are. Who has none is left out.
   */
  Map<CouponOfUser, UserCoupon> latest(Collection<CouponOfUser> whose) {
    Map<CouponOfUser, UserCoupon> latest = new HashMap<>();
    if (!whose.isEmpty()) {
      jdbc.sql(
              """
              select user_coupon_id, coupon_id, user_id, no, user_no, expires_at
                from user_coupon where (coupon_id, user_id) in (:pairs)
               order by coupon_id, user_id, user_no""")
          .param("pairs", whose.stream().map(w -> new Object[] {w.couponId(), w.userId()}).toList())
          .query(
              row -> {
                latest.put(
                    new CouponOfUser(row.getLong(2), row.getString(3)),
                    new UserCoupon(
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getInt(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()));
              });
    }
    return latest;
  }

  /**
   * The guard: takes so many only if they are there and none was issued since it was decided, so
   * that the numbers decided on are the next ones. Rows are locked in the list's order.
   *
   * @return false when it is not so for one of them; the transaction must then be rolled back
   */
  boolean take(List<Taking> takings) {
    int[] changed =
        template.batchUpdate(
            """
            update coupon set issued = issued + ?, version = version + 1
             where coupon_id = ? and issued = ? and total - issued >= ?""",
            takings.stream()
                .map(one -> new Object[] {one.count(), one.couponId(), one.issued(), one.count()})
                .toList());
    return IntStream.of(changed).allMatch(rows -> rows == 1);
  }

  /** Puts these into their users' hands. */
  void insert(List<Issue> issues) {
    template.batchUpdate(
        """
        insert into user_coupon (user_coupon_id, coupon_id, user_id, no, user_no, per_user,
            issued_at, expires_at, correlation_id)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        issues.stream()
            .map(
                one ->
                    new Object[] {
                      one.coupon().userCouponId(),
                      one.coupon().couponId(),
                      one.coupon().userId(),
                      one.coupon().no(),
                      one.coupon().userNo(),
                      one.perUser(),
                      utc(one.issuedAt()),
                      utc(one.coupon().expiresAt()),
                      one.correlationId()
                    })
            .toList());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
