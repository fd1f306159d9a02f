package io.openbell.write.invest;

import io.openbell.write.reconcile.Books;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A user's total of a product, beside the {@code SUCCESS} investments it is made of. */
@Repository
class UserBooks implements Books {
  private final JdbcClient jdbc;

  UserBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String of() {
    return "user";
  }

  @Override
  public List<Disagreement> disagreements() {
    return jdbc.sql(
            """
            select user_id, product_id, sum(total), sum(logs)
              from (select user_id, product_id, total_invest_amount as total, 0 as logs
                      from product_invest_user
                     union all
                    select user_id, product_id, 0, invest_amount
                      from product_invest_log
                     where invest_result = 'SUCCESS') books
             group by user_id, product_id
            having sum(total) <> sum(logs)
             order by product_id, user_id
             fetch first :most rows only""")
        .param("most", MOST_NAMED)
        .query(
            (row, n) ->
                new Disagreement(
                    "user " + row.getString(1) + " of product " + row.getLong(2),
                    "total " + row.getLong(3),
                    "total " + row.getLong(4)))
        .list();
  }
}
