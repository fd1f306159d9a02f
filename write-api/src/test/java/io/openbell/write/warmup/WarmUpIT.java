package io.openbell.write.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.product.UnlistedProducts;
import io.openbell.write.RunningWriteApi;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/** By the time the tests run the instance has started, and so has warmed up. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=127.0.0.1",
      "openbell.warm-up.time=2s",
      "openbell.warm-up.patience=1s"
    })
class WarmUpIT extends RunningWriteApi {

  @Test
  void anInstanceHasInvestedBeforeItIsReadyAndLeavesNoTrace() {
    Map<String, Object> figures =
        jdbc.sql(
                """
                select reserved_amount, confirmed_amount, investing_cnt, version
                  from product_invest_status where product_id = ?""")
            .param(UnlistedProducts.FIRST_ID)
            .query()
            .singleRow();

    // Clearing before and after counts twice; everything beyond is groups that were committed.
    assertThat((Long) figures.get("version")).isGreaterThan(2);
    assertThat(figures)
        .containsEntry("reserved_amount", 0L)
        .containsEntry("confirmed_amount", 0L)
        .containsEntry("investing_cnt", 0L);
    assertThat(count("product_invest_log")).isZero();
    assertThat(count("product_invest_user")).isZero();
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
