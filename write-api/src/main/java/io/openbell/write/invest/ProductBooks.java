package io.openbell.write.invest;

import io.openbell.write.reconcile.Books;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reserved and confirmed amounts and numbers of investors, beside the investments they are made of.
 */
@Repository
class ProductBooks implements Books {
  private final JdbcClient jdbc;

  ProductBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String of() {
    return "product";
  }

  @Override
  public List<Disagreement> disagreements() {
    return jdbc.sql(
            """
            select product_id,
                   sum(reserved), sum(confirmed), sum(investors),
                   sum(log_reserved), sum(log_confirmed), sum(log_investors)
              from (select product_id, reserved_amount as reserved, confirmed_amount as confirmed,
                           investing_cnt as investors,
                           0 as log_reserved, 0 as log_confirmed, 0 as log_investors
                      from product_invest_status
                     union all
                    select product_id, 0, 0, 0,
                           sum(case when invest_result = 'FAIL' then 0 else invest_amount end),
                           sum(case when invest_result = 'SUCCESS' then invest_amount else 0 end),
                           count(distinct case when invest_result = 'SUCCESS' then user_id end)
                      from product_invest_log
                     group by product_id) books
             group by product_id
            having sum(reserved) <> sum(log_reserved)
                or sum(confirmed) <> sum(log_confirmed)
                or sum(investors) <> sum(log_investors)
             order by product_id
             fetch first :most rows only""")
        .param("most", MOST_NAMED)
        .query(
            (row, n) ->
                new Disagreement(
                    "product " + row.getLong(1),
                    inWords(row.getLong(2), row.getLong(3), row.getLong(4)),
                    inWords(row.getLong(5), row.getLong(6), row.getLong(7))))
        .list();
  }

  private static String inWords(long reserved, long confirmed, long investors) {
    return "reserved %d confirmed %d investors %d".formatted(reserved, confirmed, investors);
  }
}
