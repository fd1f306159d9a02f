package io.openbell.write.order;

import io.openbell.core.order.OrderStatus;
import io.openbell.write.reconcile.Books;
import io.openbell.write.reconcile.TableWalk;
import io.openbell.write.reconcile.TableWalk.Stretch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Totals of orders beside their lines, and their status beside their payments and beside where
 * their transitions lead.
 */
@Repository
class OrderBooks implements Books {
  private static final int AT_ONCE = 20_000;

  private final JdbcClient jdbc;
  private final TableWalk<UUID> walk;

  OrderBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.walk =
        new TableWalk<>(jdbc, "shop_order", "order_id", UUID.class, new UUID(0, 0), AT_ONCE);
  }

  @Override
  public String of() {
    return "order";
  }

  @Override
  public List<Disagreement> disagreements() {
    return walk.next().map(this::disagreements).orElse(List.of());
  }

  // Both sides are added up. Were they looked up by subqueries, H2 would read these as of a later
  // moment than the orders.
  private List<Disagreement> disagreements(Stretch<UUID> orders) {
    return jdbc.sql(
            """
            select order_id, max(status), sum(total), sum(lines), sum(pending), sum(succeeded), %s
              from (select order_id, status, total, 0 as lines, 0 as pending, 0 as succeeded, %s
                      from shop_order where order_id > :after and order_id <= :last
                     union all
                    select order_id, cast(null as varchar(9)), 0, amount, 0, 0, %s
                      from order_line where order_id > :after and order_id <= :last
                     union all
                    select order_id, cast(null as varchar(9)), 0, 0,
                           case result when 'PENDING' then amount else 0 end,
                           case result when 'SUCCESS' then amount else 0 end, %s
                      from payment where order_id > :after and order_id <= :last
                     union all
                    select order_id, cast(null as varchar(9)), 0, 0, 0, 0, %s
                      from order_transition where order_id > :after and order_id <= :last) books
             group by order_id
            having sum(total) <> sum(lines)
                or case max(status) when 'PAYING' then sum(total) else 0 end <> sum(pending)
                or case max(status) when 'PAID' then sum(total) else 0 end <> sum(succeeded)
                or %s
             order by order_id
             fetch first :most rows only"""
                .formatted(
                    forEach("sum(ends_%1$s)", ", "),
                    forEach("case status when '%1$s' then -1 else 0 end as ends_%1$s", ", "),
                    forEach("0", ", "),
                    forEach("0", ", "),
                    forEach(
                        "case when to_status = '%1$s' then 1 when from_status = '%1$s' then -1"
                            + " else 0 end",
                        ", "),
                    forEach("sum(ends_%1$s) <> 0", " or ")))
        .param("after", orders.after())
        .param("last", orders.last())
        .param("most", MOST_NAMED)
        .query((row, n) -> disagreement(row))
        .list();
  }

  private static String forEach(String sql, String separator) {
    return Stream.of(OrderStatus.values())
        .map(sql::formatted)
        .collect(Collectors.joining(separator));
  }

  private static Disagreement disagreement(ResultSet row) throws SQLException {
    OrderStatus status = OrderStatus.valueOf(row.getString(2));
    long total = row.getLong(3);
    List<OrderStatus> ends = new ArrayList<>();
    for (OrderStatus end : OrderStatus.values()) {
      // How often transitions lead there and not away again; less by one for the order's status.
      long times = row.getLong(7 + end.ordinal()) + (end == status ? 1 : 0);
      if (times > 0) {
        ends.add(end);
      }
    }
    return new Disagreement(
        "order " + row.getString(1),
        inWords(
            total,
            status == OrderStatus.PAYING ? total : 0,
            status == OrderStatus.PAID ? total : 0,
            List.of(status)),
        inWords(row.getLong(4), row.getLong(5), row.getLong(6), ends));
  }

  private static String inWords(long total, long paying, long paid, List<OrderStatus> status) {
    return "total %d paying %d paid %d status %s".formatted(total, paying, paid, status);
  }
}
