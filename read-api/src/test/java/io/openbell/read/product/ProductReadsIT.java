package io.openbell.read.product;

import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.product.UnlistedProducts;
import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

class ProductReadsIT extends RunningReadApi {
  @LocalServerPort private int port;

  @Test
  void aLongListIsCompressedForWhoTakesIt() throws Exception {
    for (int i = 0; i < 10; i++) {
      rows.product("product number " + i, 1000);
    }
    String plain = api().get("/api/product").text();

    HttpResponse<byte[]> response =
        api()
            .exchange("GET", "/api/product", BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip");

    assertThat(response.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(response.headers().allValues("Vary"))
        .asString()
        .containsIgnoringCase("Accept-Encoding");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(plain);
    assertThat(api().get("/api/product?size=1", "Accept-Encoding", "gzip").data().get("list"))
        .as("a short one comes as it is")
        .hasSize(1);
  }

  @Test
  void aListingHasExactlyTheFieldsOfTheContract() {
    long id = rows.product("Solar park", 1000);
    rows.figures(id, 300, 200, 2);

    Reply response = api().get("/api/product");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":1,"list":[\
            {"productId":%d,"title":"Solar park","totalInvestingAmount":1000,\
            "currentInvestingAmount":300,"investingCnt":2,"startedAt":"2026-11-20T20:00:00",\
            "finishedAt":"2026-11-20T22:00:00","investStatus":"ONGOING"}]},"status":200}"""
                .formatted(id));
  }

  @Test
  void anEmptyListingIsAnEmptyList() {
    assertThat(api().get("/api/product").data().toString())
        .isEqualTo("{\"totalCount\":0,\"list\":[]}");
  }

  @Test
  void onlyProductsWithinTheirPeriodAreListedNewestFirst() {
    rows.product("over", 10, SetClock.NOON.minus(2, HOURS), SetClock.NOON);
    long first = rows.product("starts now", 10, SetClock.NOON, SetClock.NOON.plus(1, HOURS));
    rows.product("later", 10, SetClock.NOON.plusNanos(1000), SetClock.NOON.plus(1, HOURS));
    long second =
        rows.product(
            "ends in a moment", 10, SetClock.NOON.minus(1, HOURS), SetClock.NOON.plusNanos(1000));
    rows.unlistedProduct(UnlistedProducts.FIRST_ID);

    assertThat(listed("")).containsExactly(second, first);
  }

  @Test
  void aProductAppearsAndDisappearsWithItsPeriodWithoutBeingLoadedAgain() {
    long later =
        rows.product("later", 10, SetClock.NOON.plusSeconds(10), SetClock.NOON.plusSeconds(20));
    assertThat(listed("")).isEmpty();

    clock.set(SetClock.NOON.plusSeconds(10));
    assertThat(listed("")).containsExactly(later);

    clock.set(SetClock.NOON.plusSeconds(20));
    assertThat(listed("")).isEmpty();
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepetition() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(0, rows.product("p" + i, 10));
    }

    assertThat(listed("?size=3")).isEqualTo(all.subList(0, 3));
    assertThat(listed("?size=3&page=1")).isEqualTo(all.subList(3, 6));
    assertThat(listed("?size=3&page=2")).isEqualTo(all.subList(6, 7));
    assertThat(listed("?size=3&page=3")).isEmpty();
    assertThat(listed("?size=100&page=10000000")).isEmpty();
    assertThat(api().get("/api/product?size=3&page=1").data().get("totalCount").asInt())
        .isEqualTo(7);
  }

  @Test
  void withoutSizeAPageHasTwenty() {
    for (int i = 0; i < 21; i++) {
      rows.product("p" + i, 10);
    }

    assertThat(listed("")).hasSize(20);
    assertThat(listed("?page=&size=")).hasSize(20);
    assertThat(listed("?size=100&colour=red")).hasSize(21);
  }

  @Test
  void theStatusFilterCountsOnlyWhatItShows() {
    long ongoing = rows.product("ongoing", 10);
    rows.figures(ongoing, 10, 9, 1); // all accepted, not all finalized
    long complete = rows.product("complete", 10);
    rows.figures(complete, 10, 10, 1);

    assertThat(listed("?status=ONGOING")).containsExactly(ongoing);
    assertThat(listed("?status=COMPLETE")).containsExactly(complete);
    assertThat(listed("?status=")).containsExactly(complete, ongoing);
    assertThat(api().get("/api/product?status=COMPLETE").data().get("totalCount").asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?page=-1 | page: must be from 0 to 10000000",
        "?page=10000001 | page: must be from 0 to 10000000",
        "?page=x | page: must be a whole number",
        "?page=1.5 | page: must be a whole number",
        "?page=99999999999 | page: must be a whole number",
        "?size=0 | size: must be from 1 to 100",
        "?size=101 | size: must be from 1 to 100",
        "?size=0x10 | size: must be a whole number",
        "?status=ongoing | status: must be one of [ONGOING, COMPLETE]",
        "?status=CLOSED | status: must be one of [ONGOING, COMPLETE]",
      })
  void aWrongParameterIsNamedWithItsRule(String query, String message) {
    Reply response = api().get("/api/product" + query);

    assertThat(response.text())
        .isEqualTo(
            """
            {"result":false,"code":"INVALID_REQUEST","message":"%s","data":null,"status":400}"""
                .formatted(message));
    assertThat(response.status()).isEqualTo(400);
  }

  @Test
  void oneProductIsShownBeforeDuringAndAfterItsPeriod() {
    long early =
        rows.product("early", 10, SetClock.NOON.plus(1, HOURS), SetClock.NOON.plus(2, HOURS));
    long open = rows.product("open", 10);
    long over = rows.product("over", 10, SetClock.NOON.minus(2, HOURS), SetClock.NOON);
    rows.figures(over, 7, 7, 3);

    assertThat(titleOf(early)).isEqualTo("early");
    assertThat(titleOf(open)).isEqualTo("open");
    Reply response = api().get("/api/product/" + over);
    assertThat(response.text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"productId":%d,"title":"over",\
            "totalInvestingAmount":10,"currentInvestingAmount":7,"investingCnt":3,\
            "startedAt":"2026-11-20T19:00:00","finishedAt":"2026-11-20T21:00:00",\
            "investStatus":"ONGOING"},"status":200}"""
                .formatted(over));
  }

  @Test
  void noProductIs404() {
    rows.unlistedProduct(UnlistedProducts.FIRST_ID);

    for (long id : new long[] {0, -1, 123456789, UnlistedProducts.FIRST_ID, Long.MIN_VALUE}) {
      Reply response = api().get("/api/product/" + id);
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.code()).isEqualTo("NOT_EXIST_PRODUCT");
    }
  }

  @ParameterizedTest
  @CsvSource({"x", "1.0", "0x1", "9223372036854775808", "%201", "1%00"})
  void anIdThatIsNoNumberIs400(String id) {
    Reply response = api().get("/api/product/" + id);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.message()).isEqualTo("productId: must be a whole number");
  }

  @Test
  void requestsAreWorkedOnOffTheEventLoop() {
    api().get("/api/product");

    assertThat(clock.lastReader()).startsWith("read-");
  }

  private String titleOf(long id) {
    return api().get("/api/product/" + id).data().get("title").asString();
  }

  private List<Long> listed(String query) {
    return api()
        .get("/api/product" + query)
        .data()
        .get("list")
        .valueStream()
        .map(product -> product.get("productId").asLong())
        .toList();
  }
}
