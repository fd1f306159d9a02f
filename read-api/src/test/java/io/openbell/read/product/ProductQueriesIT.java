package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.product.UnlistedProducts;
import io.openbell.read.RunningReadApi;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the queries show of products. */
class ProductQueriesIT extends RunningReadApi {
  private static final Instant NOW = Instant.parse("2026-11-20T01:00:00.123456Z");

  @Autowired private ProductQueries queries;

  @Test
  void aRegisteredProductIsShownAsItWasRegistered() {
    long id = rows.product("펀드 1호 🔔", 100, NOW, NOW.plusSeconds(60));
    assertThat(queries.byId(id))
        .hasValue(new ProductFacts(id, "펀드 1호 🔔", 100, NOW, NOW.plusSeconds(60)));
  }

  @Test
  void aProductThatIsNotThereIsEmpty() {
    assertThat(queries.byId(404)).isEmpty();
  }

  @Test
  void productsNotYetFinishedAreListedNewestFirst() {
    long first = rows.product("first", 100, NOW.minusSeconds(60), NOW.plusSeconds(60));
    long finishing = rows.product("finishes now", 100, NOW.minusSeconds(60), NOW);
    long future = rows.product("starts later", 100, NOW.plusSeconds(60), NOW.plusSeconds(120));
    long last = rows.product("last", 100, NOW.minusSeconds(60), NOW.plusNanos(1000));
    assertThat(queries.notFinished(NOW))
        .extracting(ProductFacts::productId)
        .containsExactly(last, future, first)
        .doesNotContain(finishing);
  }

  @Test
  void theProductOfTheSelfTestIsNeverShown() {
    rows.unlistedProduct(UnlistedProducts.FIRST_ID);
    long listed = rows.product("listed", 100, NOW.minusSeconds(60), NOW.plusSeconds(60));
    assertThat(queries.byId(UnlistedProducts.FIRST_ID)).isEmpty();
    assertThat(queries.notFinished(NOW))
        .extracting(ProductFacts::productId)
        .containsExactly(listed);
  }
}
