package io.openbell.write.coupon;

import io.openbell.write.reconcile.Books;
import io.openbell.write.reconcile.TableWalk;
import io.openbell.write.reconcile.TableWalk.Stretch;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How many of a coupon are issued, beside how many are in users' hands and the last of their
 * numbers: without gaps the three are the same.
 */
@Repository
class CouponBooks implements Books {
  private static final int AT_ONCE = 100;

  private final JdbcClient jdbc;
  private final TableWalk<Long> walk;

  CouponBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.walk = new TableWalk<>(jdbc, "coupon", "coupon_id", Long.class, Long.MIN_VALUE, AT_ONCE);
  }

  @Override
  public String of() {
    return "coupon";
  }

  @Override
  public List<Disagreement> disagreements() {
    return walk.next().map(this::disagreements).orElse(List.of());
  }

  private List<Disagreement> disagreements(Stretch<Long> coupons) {
    return jdbc.sql(
            """
            select coupon_id, sum(issued), sum(owned), max(last_no)
              from (select coupon_id, issued, 0 as owned, 0 as last_no
                      from coupon
                     where coupon_id > :after and coupon_id <= :last
                     union all
                    select coupon_id, 0, count(*), max(no)
                      from user_coupon
                     where coupon_id > :after and coupon_id <= :last
                     group by coupon_id) books
             group by coupon_id
            having sum(issued) <> sum(owned) or sum(issued) <> max(last_no)
             order by coupon_id
             fetch first :most rows only""")
        .param("after", coupons.after())
        .param("last", coupons.last())
        .param("most", MOST_NAMED)
        .query(
            (row, n) ->
                new Disagreement(
                    "coupon " + row.getLong(1),
                    inWords(row.getLong(2), row.getLong(2)),
                    inWords(row.getLong(3), row.getLong(4))))
        .list();
  }

  private static String inWords(long issued, long lastNo) {
    return "issued %d last no %d".formatted(issued, lastNo);
  }
}
