package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.ProductTopics;
import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

class LiveFiguresIT extends RunningReadApi {

  @Test
  void newerFiguresInRedisAreShownWithoutTheDatabase() {
    long id = rows.product("Solar park", 1000);
    rows.figures(id, 100, 100, 1);

    figures.show(List.of(new LiveFigures(id, 2, 150, 100, 1, InvestingStatus.ONGOING)));

    assertThat(shownAmount(id)).isEqualTo(150);
  }

  @Test
  void figuresThatRedisLostAreRebuiltFromTheDatabase() {
    long id = rows.product("Solar park", 1000);
    rows.figures(id, 100, 100, 1);
    assertThat(shownAmount(id)).isEqualTo(100);
    SERVERS.flushRedis();
    rows.figures(id, 250, 250, 2);

    await().untilAsserted(() -> assertThat(shownAmount(id)).isEqualTo(250));
    await()
        .untilAsserted(
            () -> assertThat(figures.read(List.of(id)).get(id).reserved()).isEqualTo(250));
  }

  @Test
  void changedFiguresAreShownInListAndDetailAfterTheNextRefresh() {
    long open = rows.product("open", 1000);
    long over =
        rows.product("over", 1000, SetClock.NOON.minusSeconds(60), SetClock.NOON.minusSeconds(1));
    assertThat(shownAmount(open)).isZero();
    assertThat(amountOf(over)).isZero();

    figures.show(
        List.of(
            new LiveFigures(open, 7, 1000, 1000, 9, InvestingStatus.COMPLETE),
            new LiveFigures(over, 7, 500, 500, 9, InvestingStatus.ONGOING)));

    await().untilAsserted(() -> assertThat(shownAmount(open)).isEqualTo(1000));
    await().untilAsserted(() -> assertThat(amountOf(over)).isEqualTo(500));
    assertThat(api().get("/api/product?status=COMPLETE").data().get("totalCount").asInt())
        .isEqualTo(1);
  }

  @Test
  void aWarmCacheNeedsNoDatabase() {
    List<Long> ids = IntStream.range(0, 30).mapToObj(i -> rows.product("p" + i, 10)).toList();
    long over =
        rows.product("over", 10, SetClock.NOON.minusSeconds(60), SetClock.NOON.minusSeconds(1));
    api().get("/api/product");
    api().get("/api/product/" + over);
    int borrowed = database.borrowed();

    // Over several refreshes, all of them from Redis.
    long before = figureReads();
    await()
        .until(
            () -> {
              assertThat(shownAmount(ids.get(29))).isZero();
              assertThat(amountOf(ids.get(0))).isZero();
              assertThat(amountOf(over)).isZero();
              return figureReads() >= before + 4;
            });
    assertThat(database.borrowed()).isEqualTo(borrowed);
  }

  @Test
  void ofAllWhoFindTheFiguresTooOldOneAsksRedis() throws Exception {
    for (int i = 0; i < 30; i++) {
      rows.product("p" + i, 10);
    }
    api().get("/api/product");
    int callers = 16;
    ExecutorService crowd = Executors.newFixedThreadPool(callers);
    try {
      long asked = 0;
      int rounds = 5;
      for (int round = 0; round < rounds; round++) {
        caches.getCache("live-figures").clear();
        long before = figureReads();
        List<Callable<Integer>> calls =
            Collections.nCopies(callers, () -> api().get("/api/product?size=1").status());
        for (Future<Integer> status : crowd.invokeAll(calls)) {
          assertThat(status.get()).isEqualTo(200);
        }
        asked += figureReads() - before;
      }
      // More than one a round only where a slow round outlived the figures; never one per caller.
      assertThat(asked).isBetween((long) rounds, 3L * rounds);
    } finally {
      crowd.shutdownNow();
    }
  }

  @Test
  void aRegistrationShowsTheNewProductThoughTheCatalogueIsWarm() {
    rows.product("old", 10);
    assertThat(api().get("/api/product").data().get("totalCount").asInt()).isEqualTo(1);
    long id = rows.product("new", 10);

    redis
        .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
        .publish(Long.toString(id));

    await()
        .untilAsserted(
            () ->
                assertThat(
                        api().get("/api/product").data().get("list").get(0).get("title").asString())
                    .isEqualTo("new"));
  }

  @Test
  void aRegistrationUndoesThatThereWasNoSuchProduct() {
    long previous = rows.product("old", 10);
    long id = previous + 1;
    assertThat(api().get("/api/product/" + id).status()).isEqualTo(404);
    long over =
        rows.product("short", 10, SetClock.NOON.minusSeconds(2), SetClock.NOON.minusSeconds(1));
    assertThat(over).isEqualTo(id);

    redis
        .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
        .publish(Long.toString(id));

    await()
        .untilAsserted(() -> assertThat(api().get("/api/product/" + id).status()).isEqualTo(200));
  }

  @Test
  void aRegistrationThatCannotBeReadStillForgetsTheCatalogue() {
    api().get("/api/product");
    rows.product("new", 10);

    redis.getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE).publish("3;drop");

    await()
        .untilAsserted(
            () ->
                assertThat(api().get("/api/product").data().get("totalCount").asInt())
                    .isEqualTo(1));
  }

  /** As the list shows it; the product must be on the first page. */
  private long shownAmount(long id) {
    return api()
        .get("/api/product?size=100")
        .data()
        .get("list")
        .valueStream()
        .filter(product -> product.get("productId").asLong() == id)
        .findFirst()
        .orElseThrow()
        .get("currentInvestingAmount")
        .asLong();
  }

  private long amountOf(long id) {
    return api().get("/api/product/" + id).data().get("currentInvestingAmount").asLong();
  }
}
