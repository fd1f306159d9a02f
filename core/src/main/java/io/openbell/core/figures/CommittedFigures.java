package io.openbell.core.figures;

import io.openbell.core.product.InvestingStatus;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The figures as the database has them. Inside a transaction it sees that transaction's own
 * changes.
 */
@Repository
public class CommittedFigures {
  private final JdbcClient jdbc;

  CommittedFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The figures of these products; ids without a product are left out. */
  public List<LiveFigures> of(Collection<Long> productIds) {
    if (productIds.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            """
            select product_id, version, reserved_amount, confirmed_amount, investing_cnt,
                   investing_status
              from product_invest_status where product_id in (:ids)""")
        .param("ids", productIds)
        .query(
            (row, n) ->
                new LiveFigures(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    InvestingStatus.valueOf(row.getString(6))))
        .list();
  }
}
