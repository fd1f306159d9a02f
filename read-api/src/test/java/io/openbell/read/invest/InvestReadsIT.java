package io.openbell.read.invest;

import static io.openbell.core.invest.InvestResult.FAIL;
import static io.openbell.core.invest.InvestResult.PENDING;
import static io.openbell.core.invest.InvestResult.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvestReadsIT extends RunningReadApi {
  private static final String TOTALS = "/api/product/my/invest";
  private static final String LOG = "/api/product/my/invest/log";

  @Test
  void totalsHaveExactlyTheFieldsOfTheContractLatestFirst() {
    long solar = rows.product("Solar park", 1000);
    long wind = rows.product("Wind park", 2000);
    rows.total("kim", wind, 50, SetClock.NOON.minusSeconds(60));
    rows.total("kim", solar, 30, SetClock.NOON.plusNanos(123_456_000));
    rows.total("lee", solar, 99, SetClock.NOON);

    assertThat(api().getAs("kim", TOTALS).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":2,"list":[\
            {"productId":%d,"userId":"kim","title":"Solar park","totalInvestingAmount":1000,\
            "myInvestingAmount":30,"investDate":"2026-11-20T21:00:00.123456"},\
            {"productId":%d,"userId":"kim","title":"Wind park","totalInvestingAmount":2000,\
            "myInvestingAmount":50,"investDate":"2026-11-20T20:59:00"}]},"status":200}"""
                .formatted(solar, wind));
  }

  @Test
  void everyInvestmentIsLoggedWithWhatBecameOfIt() {
    long solar = rows.product("Solar park", 1000);
    long done = rows.log("kim", solar, 10, SUCCESS, "k1", SetClock.NOON.minusSeconds(2));
    long failed = rows.log("kim", solar, 20, FAIL, null, SetClock.NOON.minusSeconds(1));
    long pending = rows.log("kim", solar, 30, PENDING, "k3", SetClock.NOON);
    rows.log("lee", solar, 40, SUCCESS, "k1", SetClock.NOON);

    String rest = "\"productId\":" + solar + ",\"userId\":\"kim\",\"title\":\"Solar park\",";
    assertThat(api().getAs("kim", LOG).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":3,"list":[\
            {"logId":%d,%s"investAmount":30,"investResult":"PENDING","failReason":null,\
            "investDate":"2026-11-20T21:00:00","finalizedAt":null},\
            {"logId":%d,%s"investAmount":20,"investResult":"FAIL","failReason":"PRODUCT_GONE",\
            "investDate":"2026-11-20T20:59:59","finalizedAt":"2026-11-20T20:59:59.5"},\
            {"logId":%d,%s"investAmount":10,"investResult":"SUCCESS","failReason":null,\
            "investDate":"2026-11-20T20:59:58","finalizedAt":"2026-11-20T20:59:58.5"}]},\
            "status":200}"""
                .formatted(pending, rest, failed, rest, done, rest));
  }

  @Test
  void theLogOfOneProductShowsAndCountsOnlyThat() {
    long solar = rows.product("Solar park", 1000);
    long wind = rows.product("Wind park", 1000);
    long first = rows.log("kim", solar, 1, SUCCESS, null, SetClock.NOON);
    rows.log("kim", wind, 2, SUCCESS, null, SetClock.NOON);
    long third = rows.log("kim", solar, 3, SUCCESS, null, SetClock.NOON); // same instant as first

    Reply firstPage = api().getAs("kim", LOG + "?size=1&productId=" + solar);
    assertThat(firstPage.data().get("totalCount").asInt()).isEqualTo(2);
    assertThat(logIds(firstPage)).containsExactly(third);
    assertThat(logIds(api().getAs("kim", LOG + "?size=1&page=1&productId=" + solar)))
        .containsExactly(first);
    Reply beyond = api().getAs("kim", LOG + "?size=1&page=2&productId=" + solar);
    assertThat(logIds(beyond)).isEmpty();
    assertThat(beyond.data().get("totalCount").asInt()).isEqualTo(2);
    assertThat(logIds(api().getAs("kim", LOG + "?productId="))).hasSize(3);
    assertThat(logIds(api().getAs("kim", LOG + "?productId=-5"))).isEmpty();
    assertThat(api().getAs("kim", LOG + "?productId=x").message())
        .isEqualTo("productId: must be a whole number");
  }

  @Test
  void totalsArePagedAndCounted() {
    for (int i = 0; i < 3; i++) {
      rows.total("kim", rows.product("p" + i, 100), 10, SetClock.NOON.plusSeconds(i));
    }

    Reply middle = api().getAs("kim", TOTALS + "?size=1&page=1");
    assertThat(middle.data().get("totalCount").asInt()).isEqualTo(3);
    assertThat(middle.data().get("list").get(0).get("title").asString()).isEqualTo("p1");
    assertThat(api().getAs("kim", TOTALS + "?size=101").message())
        .isEqualTo("size: must be from 1 to 100");
  }

  @Test
  void anInvestmentIsFoundUnderItsKeyByItsUserOnly() {
    long solar = rows.product("Solar park", 1000);
    long id = rows.log("kim", solar, 10, SUCCESS, "order-42:~._", SetClock.NOON);

    Reply mine = api().getAs("kim", "/api/invest/order-42:~._");
    assertThat(mine.text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"logId":%d,"productId":%d,\
            "userId":"kim","title":"Solar park","investAmount":10,"investResult":"SUCCESS",\
            "failReason":null,"investDate":"2026-11-20T21:00:00",\
            "finalizedAt":"2026-11-20T21:00:00.5"},"status":200}"""
                .formatted(id, solar));
    for (Reply other :
        List.of(
            api().getAs("lee", "/api/invest/order-42:~._"),
            api().getAs("kim", "/api/invest/order-43"))) {
      assertThat(other.status()).isEqualTo(404);
      assertThat(other.code()).isEqualTo("NOT_EXIST_INVEST");
    }
  }

  @Test
  void aKeyThatNoInvestmentCanHaveIs400() {
    assertThat(api().getAs("kim", "/api/invest/a%20b").status()).isEqualTo(400);
    assertThat(api().getAs("kim", "/api/invest/" + "k".repeat(101)).code())
        .isEqualTo("INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {TOTALS, LOG, "/api/invest/k1"})
  void whoDoesNotSayWhoAsksIsTold(String path) {
    Reply response = api().get(path);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("MISSING_X_USER_ID");
    assertThat(response.message()).isEqualTo("X-USER-ID: the header is required");
  }

  @Test
  void aUserIdKeepsItsRules() {
    assertThat(api().getAs("u".repeat(100), TOTALS).status()).isEqualTo(200);
    assertThat(api().getAs("u".repeat(101), TOTALS).message())
        .isEqualTo("X-USER-ID: must be at most 100 characters");
    assertThat(api().getAs("", TOTALS).message()).isEqualTo("X-USER-ID: must not be blank");
    assertThat(api().getAsUtf8("\u3000", TOTALS).message()) // an ideographic space
        .isEqualTo("X-USER-ID: must not be blank");
    assertThat(api().getAsUtf8("a\tb", TOTALS).message())
        .isEqualTo("X-USER-ID: must not contain control characters");
    assertThat(api().getAsUtf8("a\u0085b", TOTALS).message())
        .isEqualTo("X-USER-ID: must not contain control characters");
    assertThat(api().getAsBytes(new byte[] {'a', (byte) 0xC3}, TOTALS).message())
        .isEqualTo("X-USER-ID: must be well-formed UTF-8");
  }

  @Test
  void aUserIdIsUtf8() {
    long solar = rows.product("Solar park", 1000);
    rows.total("김영희", solar, 30, SetClock.NOON);

    Reply response = api().getAsUtf8("김영희", TOTALS);

    assertThat(response.data().get("list").get(0).get("userId").asString()).isEqualTo("김영희");
  }

  private static List<Long> logIds(Reply response) {
    return response.data().get("list").valueStream().map(log -> log.get("logId").asLong()).toList();
  }
}
