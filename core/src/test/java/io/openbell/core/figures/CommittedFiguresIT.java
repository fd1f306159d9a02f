package io.openbell.core.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.database.OnBackingServers;
import io.openbell.core.product.InvestingStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.annotation.Transactional;

/** What the database shows, each in a transaction of its own that leaves nothing behind. */
@OnBackingServers
@Transactional
class CommittedFiguresIT {
  @Autowired private JdbcClient jdbc;
  @Autowired private CommittedFigures figures;

  private long registered(String title) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into product
              (title, total_investing_amount, started_at, finished_at, created_at)
            values (?, 100, timestamp with time zone '2026-11-20 01:00:00+00:00',
              timestamp with time zone '2026-11-20 02:00:00+00:00', current_timestamp)""")
        .param(title)
        .update(key, "product_id");
    long id = key.getKeyAs(Long.class);
    jdbc.sql(
            "insert into product_invest_status (product_id, total_investing_amount) values (?, 100)")
        .param(id)
        .update();
    return id;
  }

  @Test
  void aNewProductHasNothingReservedYet() {
    long id = registered("new");
    assertThat(figures.of(List.of(id)))
        .containsExactly(new LiveFigures(id, 0, 0, 0, 0, InvestingStatus.ONGOING));
  }

  @Test
  void figuresAreThoseOfTheStatusRowAndOfKnownProductsOnly() {
    long complete = registered("complete");
    long ongoing = registered("ongoing");
    registered("not asked for");
    jdbc.sql(
            """
            update product_invest_status set reserved_amount = 100, confirmed_amount = 100,
              investing_cnt = 3, investing_status = 'COMPLETE', version = 7 where product_id = ?""")
        .param(complete)
        .update();
    assertThat(figures.of(List.of(complete, ongoing, 404L)))
        .containsExactlyInAnyOrder(
            new LiveFigures(complete, 7, 100, 100, 3, InvestingStatus.COMPLETE),
            new LiveFigures(ongoing, 0, 0, 0, 0, InvestingStatus.ONGOING));
    assertThat(figures.of(List.of())).isEmpty();
  }
}
