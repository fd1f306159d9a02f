package io.openbell.write.item;

import io.openbell.write.reconcile.Books;
import io.openbell.write.reconcile.TableWalk;
import io.openbell.write.reconcile.TableWalk.Stretch;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Stock beside its moves, and what is reserved and sold of it beside the lines of orders. */
@Repository
class ItemBooks implements Books {
  private static final int AT_ONCE = 100;

  private final JdbcClient jdbc;
  private final TableWalk<Long> walk;

  ItemBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.walk = new TableWalk<>(jdbc, "item", "item_id", Long.class, Long.MIN_VALUE, AT_ONCE);
  }

  @Override
  public String of() {
    return "item";
  }

  @Override
  public List<Disagreement> disagreements() {
    return walk.next().map(this::disagreements).orElse(List.of());
  }

  private List<Disagreement> disagreements(Stretch<Long> items) {
    return jdbc.sql(
            """
            select item_id,
                   sum(stock), sum(reserved), sum(sold),
                   sum(moved), sum(line_reserved), sum(line_sold)
              from (select item_id, stock, reserved, sold,
                           0 as moved, 0 as line_reserved, 0 as line_sold
                      from item
                     where item_id > :after and item_id <= :last
                     union all
                    select item_id, 0, 0, 0, delta, 0, 0
                      from stock_move
                     where item_id > :after and item_id <= :last
                     union all
                    select l.item_id, 0, 0, 0, 0,
                           sum(case when o.status = 'PAID' then 0 else l.quantity end),
                           sum(case when o.status = 'PAID' then l.quantity else 0 end)
                      from order_line l
                      join shop_order o on o.order_id = l.order_id
                     where l.item_id > :after and l.item_id <= :last
                       and o.status in ('CREATED', 'PAYING', 'PAID')
                     group by l.item_id) books
             group by item_id
            having sum(stock) <> sum(moved)
                or sum(reserved) <> sum(line_reserved)
                or sum(sold) <> sum(line_sold)
             order by item_id
             fetch first :most rows only""")
        .param("after", items.after())
        .param("last", items.last())
        .param("most", MOST_NAMED)
        .query(
            (row, n) ->
                new Disagreement(
                    "item " + row.getLong(1),
                    inWords(row.getLong(2), row.getLong(3), row.getLong(4)),
                    inWords(row.getLong(5), row.getLong(6), row.getLong(7))))
        .list();
  }

  private static String inWords(long stock, long reserved, long sold) {
    return "stock %d reserved %d sold %d".formatted(stock, reserved, sold);
  }
}
