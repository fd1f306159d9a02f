package io.openbell.write.reconcile;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Compares the sums that the database keeps with the investments they are made of. Each query is
 * one statement, so it sees one state of the database, whatever is written meanwhile; it reads
 * every investment once.
 */
@Repository
class Books {
  /** Most disagreements that are returned: where there is one, there may be thousands. */
  static final int MOST_NAMED = 100;

  private final JdbcClient jdbc;

  Books(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A sum that is not what its investments add up to.
   *
   * @param of whose it is
   * @param kept what the database keeps, in words
   * @param added what the investments add up to, in the same words
   */
  record Disagreement(String of, String kept, String added) {}

  /** Products whose amounts or number of investors are not what their investments add up to. */
  List<Disagreement> ofProducts() {
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

  /** Users whose total of a product is not the sum of their SUCCESS investments. */
  List<Disagreement> ofUsers() {
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

  /** The ids of all products. */
  List<Long> products() {
    return jdbc.sql("select product_id from product_invest_status order by product_id")
        .query(Long.class)
        .list();
  }
}
