package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.ProductTopics;
import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

class OutageIT extends RunningReadApi {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @AfterEach
  void heal() {
    SERVERS.startRedis();
    SERVERS.startDatabase();
    // The next test finds Redis in use again and the subscription renewed.
    long reads = figureReads();
    await()
        .atMost(RECOVERY)
        .until(
            () -> {
              api().get("/api/product");
              clearCaches();
              rows.deleteAll();
              rows.product("any", 10);
              return figureReads() > reads;
            });
  }

  @Test
  void withoutRedisTheDatabaseAnswersAndRedisIsUsedAgainWhenItIsBack() {
    long id = rows.product("Solar park", 1000);
    rows.figures(id, 100, 100, 1);
    assertThat(shownAmount()).isEqualTo(100);

    SERVERS.stopRedis();
    rows.figures(id, 200, 200, 2);
    // Not one request fails: shownAmount() would, and until() takes no failure for an answer.
    await().atMost(RECOVERY).until(() -> shownAmount() == 200);
    assertThat(api().getAs("kim", "/api/product/my/invest").status()).isEqualTo(200);

    SERVERS.startRedis();
    figuresInRedis(new LiveFigures(id, 9, 300, 300, 3, InvestingStatus.ONGOING));
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(shownAmount()).isEqualTo(300));
  }

  @Test
  void aProductRegisteredWhileRedisWasAwayShowsWhenTheSubscriptionIsBack() {
    rows.product("old", 10);
    assertThat(api().get("/api/product").data().get("totalCount").asInt()).isEqualTo(1);

    SERVERS.stopRedis();
    rows.product("unheard", 10);
    assertThat(api().get("/api/product").data().get("totalCount").asInt()).isEqualTo(1);
    SERVERS.startRedis();

    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(api().get("/api/product").data().get("totalCount").asInt())
                    .isEqualTo(2));
  }

  @Test
  void withoutTheDatabaseWarmListsAreAnsweredAndPersonalReadsAskToComeBack() {
    long id = rows.product("Solar park", 1000);
    long over =
        rows.product("over", 10, SetClock.NOON.minusSeconds(60), SetClock.NOON.minusSeconds(1));
    assertThat(shownAmount()).isZero();
    api().get("/api/product/" + over);

    SERVERS.stopDatabase();
    assertUnavailable(api().getAs("kim", "/api/product/my/invest"));
    assertUnavailable(api().getAs("kim", "/api/product/my/invest/log"));
    assertUnavailable(api().getAs("kim", "/api/invest/k1"));
    assertUnavailable(api().getAs("kim", "/api/order/my"));
    assertUnavailable(api().getAs("kim", "/api/order/0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10"));
    assertUnavailable(api().get("/api/product/123456789"));
    assertThat(api().get("/readyz").status()).isEqualTo(503);
    assertThat(api().get("/livez").status()).isEqualTo(200);
    // News of a product that nobody can look up now must not cost the list that is there.
    redis
        .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
        .publish(Long.toString(id + 1_000));
    figuresInRedis(new LiveFigures(id, 9, 300, 300, 3, InvestingStatus.ONGOING));
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(shownAmount()).isEqualTo(300));
    assertThat(api().get("/api/product/" + over).status()).isEqualTo(200);

    SERVERS.startDatabase();
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> assertThat(api().getAs("kim", "/api/product/my/invest").status()).isEqualTo(200));
  }

  @Test
  void withNeitherTheAnswerIs503() {
    rows.product("Solar park", 1000);
    SERVERS.stopRedis();
    SERVERS.stopDatabase();

    assertUnavailable(api().get("/api/product"));
    assertUnavailable(api().get("/api/product/1"));

    SERVERS.startDatabase();
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(api().get("/api/product").status()).isEqualTo(200));
  }

  private void figuresInRedis(LiveFigures shown) {
    await().atMost(RECOVERY).until(() -> figures.show(List.of(shown)));
  }

  private static void assertUnavailable(Reply response) {
    assertThat(response.text())
        .isEqualTo(
            """
            {"result":false,"code":"UNAVAILABLE",\
            "message":"The service is not available now; ask again, with the same \
            Idempotency-Key if there was one","data":null,"status":503}""");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.retryAfter()).contains("1");
  }

  private long shownAmount() {
    Reply answer = api().get("/api/product");
    assertThat(answer.status()).isEqualTo(200);
    return answer.data().get("list").get(0).get("currentInvestingAmount").asLong();
  }
}
