package io.openbell.read.coupon;

import io.openbell.core.coupon.UnlistedCoupons;
import io.openbell.core.request.UserId;
import io.openbell.read.Page;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Asks the database for coupons, and for those that users have. */
@Repository
class CouponQueries {
  private static final String LISTED = " coupon_id < " + UnlistedCoupons.FIRST_ID;
  private static final String COUPON =
      "select coupon_id, name, kind, discount, max_discount, min_order, scope, total, issued,"
          + " per_user, opens_at, closes_at, valid_days, created_at from coupon where"
          + LISTED;

  private final JdbcClient jdbc;

  CouponQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A coupon as the database has it.
   *
   * @param discount won off, or percent
   * @param maxDiscount null when there is no such bound
   */
  record CouponRow(
      long couponId,
      String name,
      String kind,
      long discount,
      @Nullable Long maxDiscount,
      long minOrder,
      String scope,
      long total,
      long issued,
      int perUser,
      OffsetDateTime opensAt,
      OffsetDateTime closesAt,
      int validDays,
      OffsetDateTime createdAt) {}

  /** A coupon in a user's hand, as it is at the moment of asking. */
  record MyCouponRow(
      UUID userCouponId,
      long couponId,
      String name,
      String kind,
      long discount,
      @Nullable Long maxDiscount,
      long minOrder,
      long no,
      MyCouponStatus status,
      OffsetDateTime issuedAt,
      OffsetDateTime expiresAt) {}

  private record ScopeRow(long couponId, long itemId) {}

  /** One page, newest first. */
  List<CouponRow> page(Page page) {
    return jdbc.sql(
            COUPON + " order by coupon_id desc offset :offset rows fetch first :size rows only")
        .param("offset", page.offset())
        .param("size", page.size())
        .query(CouponRow.class)
        .list();
  }

  /** How many there are on all pages. */
  long count() {
    return jdbc.sql("select count(*) from coupon where" + LISTED).query(Long.class).single();
  }

  /** This coupon. */
  Optional<CouponRow> byId(long couponId) {
    return jdbc.sql(COUPON + " and coupon_id = :id")
        .param("id", couponId)
        .query(CouponRow.class)
        .optional();
  }

  /** The items these coupons are for, by coupon; those for whole orders are left out. */
  Map<Long, List<Long>> itemsOf(List<CouponRow> coupons) {
    List<Long> ids =
        coupons.stream().filter(c -> c.scope().equals("ITEMS")).map(CouponRow::couponId).toList();
    return ids.isEmpty()
        ? Map.of()
        : jdbc
            .sql(
                """
                select coupon_id, item_id from coupon_item where coupon_id in (:ids)
                 order by coupon_id, item_id""")
            .param("ids", ids)
            .query(ScopeRow.class)
            .list()
            .stream()
            .collect(
                Collectors.groupingBy(
                    ScopeRow::couponId, Collectors.mapping(ScopeRow::itemId, Collectors.toList())));
  }

  /**
   * One page of what this user has, newest first. (Sorted by all columns of the index, though one
   * user has one user id: else H2 would sort all that this user has.)
   */
  List<MyCouponRow> ofUser(UserId user, @Nullable MyCouponStatus status, Page page) {
    return jdbc.sql(
            """
            select u.user_coupon_id, u.coupon_id, c.name, c.kind, c.discount, c.max_discount,
                   c.min_order, u.no,
                   case when u.expires_at <= current_timestamp then 'EXPIRED' else u.state end
                     as status,
                   u.issued_at, u.expires_at
              from user_coupon u join coupon c on c.coupon_id = u.coupon_id
             where u.user_id = :user %s
             order by u.user_id desc, u.user_coupon_id desc
            offset :offset rows fetch first :size rows only"""
                .formatted(condition(status)))
        .param("user", user.value())
        .param("offset", page.offset())
        .param("size", page.size())
        .query(MyCouponRow.class)
        .list();
  }

  /** How many this user has on all pages. */
  long countOfUser(UserId user, @Nullable MyCouponStatus status) {
    return jdbc.sql(
            "select count(*) from user_coupon u where u.user_id = :user " + condition(status))
        .param("user", user.value())
        .query(Long.class)
        .single();
  }

  private static String condition(@Nullable MyCouponStatus status) {
    if (status == null) {
      return "";
    }
    return switch (status) {
      case AVAILABLE -> "and u.state = 'AVAILABLE' and u.expires_at > current_timestamp";
      case EXPIRED -> "and u.expires_at <= current_timestamp";
    };
  }
}
