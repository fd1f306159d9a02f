package io.openbell.read.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.item.UnlistedItems;
import io.openbell.read.RunningReadApi;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.MetricsPage;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The list is a moment old, a single item is as it is. */
class ItemReadsIT extends RunningReadApi {
  @LocalServerPort private int port;

  @AfterEach
  void goOn() {
    database.release();
  }

  private List<Long> listed(String query) {
    return api()
        .get("/api/item" + query)
        .data()
        .get("list")
        .valueStream()
        .map(item -> item.get("itemId").asLong())
        .toList();
  }

  private long available(long id) {
    return api().get("/api/item/" + id).data().get("available").asLong();
  }

  @Test
  void listAndDetailHaveExactlyTheFieldsOfTheContract() {
    long id = rows.item("hand bell", 10);
    rows.item(id, "reserved = 3, sold = 2, max_per_order = 4");
    String item =
        """
        {"itemId":%d,"name":"hand bell","price":100,"stock":10,"reserved":3,"sold":2,\
        "available":5,"status":"SELLING","maxPerOrder":4,"createdAt":"2026-11-20T21:00:00"}"""
            .formatted(id);

    assertThat(api().get("/api/item").text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":1,"list":[%s]},\
            "status":200}"""
                .formatted(item));
    assertThat(api().get("/api/item/" + id).text())
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":%s,\"status\":200}"
                .formatted(item));
  }

  @Test
  void pagesAreNewestFirstAndFollowEachOther() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(0, rows.item("i" + i, 10));
    }

    assertThat(listed("")).isEqualTo(all);
    assertThat(listed("?size=3")).isEqualTo(all.subList(0, 3));
    assertThat(listed("?size=3&page=1")).isEqualTo(all.subList(3, 6));
    assertThat(listed("?size=3&page=2")).isEqualTo(all.subList(6, 7));
    assertThat(listed("?size=3&page=3")).isEmpty();
    for (String page : List.of("?size=3", "?size=3&page=1", "?size=3&page=2", "?page=9")) {
      assertThat(api().get("/api/item" + page).data().get("totalCount").asInt()).isEqualTo(7);
    }
  }

  @Test
  void theStatusFilterCountsOnlyWhatItShows() {
    long selling = rows.item("selling", 10);
    long stopped = rows.item("stopped", 10);
    rows.item(stopped, "status = 'STOPPED'");

    assertThat(listed("?status=SELLING")).containsExactly(selling);
    assertThat(listed("?status=STOPPED")).containsExactly(stopped);
    assertThat(listed("?status=")).containsExactly(stopped, selling);
    assertThat(api().get("/api/item?status=STOPPED&page=1").data().get("totalCount").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatInstancesWarmUpWithIsShownNowhere() {
    long listed = rows.item("listed", 10);
    rows.item(rows.item("hidden", 10), "item_id = " + UnlistedItems.FIRST_ID);

    assertThat(listed("")).containsExactly(listed);
    assertThat(api().get("/api/item").data().get("totalCount").asInt()).isEqualTo(1);
    assertThat(api().get("/api/item/" + UnlistedItems.FIRST_ID).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?page=-1 | page: must be from 0 to 10000000",
        "?page=x | page: must be a whole number",
        "?size=0 | size: must be from 1 to 100",
        "?size=101 | size: must be from 1 to 100",
        "?status=GONE | status: must be one of [SELLING, STOPPED]",
        "/seven | id: must be a whole number",
        "/0x7 | id: must be a whole number",
        "/9223372036854775808 | id: must be a whole number",
      })
  void aWrongRequestIsRefusedNamingFieldAndRule(String request, String message) {
    Reply answer = api().get("/api/item" + request);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
    assertThat(answer.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "9223372036854775807"})
  void anItemThatIsNotThereIs404(String id) {
    Reply answer = api().get("/api/item/" + id);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_EXIST_ITEM");
    assertThat(answer.message()).isEqualTo("itemId: there is no such item");
  }

  @Test
  void aListIsKeptForLessThanASecondAndThenReadAnew() {
    long id = rows.item("bell", 10);
    assertThat(listed("")).containsExactly(id);
    int borrowed = database.borrowed();
    rows.item(id, "name = 'gong'");

    await()
        .until(
            () ->
                api()
                    .get("/api/item")
                    .data()
                    .get("list")
                    .get(0)
                    .get("name")
                    .asString()
                    .equals("gong"));

    assertThat(database.borrowed()).isGreaterThan(borrowed);
    assertThat(keptFor("item-lists")).isEqualTo(Duration.ofMillis(900));
  }

  @SuppressWarnings("unchecked") // what is unwrapped has no types
  private Duration keptFor(String cache) {
    var jcache = (javax.cache.Cache<?, ?>) caches.getCache(cache).getNativeCache();
    org.ehcache.Cache<Object, Object> own = jcache.unwrap(org.ehcache.Cache.class);
    return own.getRuntimeConfiguration().getExpiryPolicy().getExpiryForCreation("key", "value");
  }

  @Test
  void ofAllWhoAskForOnePageOneAsksTheDatabase() throws Exception {
    rows.item("bell", 10);
    int borrowed = database.borrowed();
    database.hold();
    ExecutorService crowd = Executors.newFixedThreadPool(16);
    try {
      List<Future<Reply>> answers =
          IntStream.range(0, 16).mapToObj(i -> crowd.submit(() -> api().get("/api/item"))).toList();
      await().until(() -> database.borrowed() == borrowed + 1);
      database.release();
      for (Future<Reply> answer : answers) {
        assertThat(answer.get().data().get("totalCount").asInt()).isEqualTo(1);
      }
      // A second time only where a slow machine let the first get old.
      assertThat(database.borrowed()).isBetween(borrowed + 1, borrowed + 3);
    } finally {
      crowd.shutdownNow();
    }
  }

  @Test
  void whoAsksForAnItemAfterAChangeWasCommittedSeesIt() {
    long id = rows.item("bell", 100);

    for (int sold = 1; sold <= 100; sold++) {
      rows.item(id, "sold = sold + 1");
      assertThat(available(id)).isEqualTo(100 - sold);
    }
    rows.item(id, "status = 'STOPPED'");
    assertThat(api().get("/api/item/" + id).data().get("status").asString()).isEqualTo("STOPPED");
  }

  @Test
  void noClientEverSeesAnOlderFigureThanBefore() throws Exception {
    long id = rows.item("bell", 1_000);
    int clients = 8;
    ExecutorService crowd = Executors.newFixedThreadPool(clients + 1);
    try {
      List<Future<Boolean>> seen = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        seen.add(
            crowd.submit(
                () -> {
                  long before = 1_000;
                  while (before > 900) {
                    long now = available(id);
                    if (now > before) {
                      return false;
                    }
                    before = now;
                  }
                  return true;
                }));
      }
      for (int i = 0; i < 100; i++) {
        rows.item(id, "sold = sold + 1");
      }
      for (Future<Boolean> one : seen) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      crowd.shutdownNow();
    }
  }

  @Test
  void readersWhoAskAtTheSameTimeShareAQuery() {
    List<Long> ids = IntStream.range(0, 10).mapToObj(i -> rows.item("i" + i, i)).toList();
    MetricsPage before = metrics();
    int borrowed = database.borrowed();
    database.hold();
    CompletableFuture<Reply> first = api().getAsync("/api/item/" + ids.get(0));
    await().until(() -> database.borrowed() == borrowed + 1);

    List<CompletableFuture<Reply>> others =
        IntStream.range(0, 100)
            .mapToObj(i -> api().getAsync("/api/item/" + ids.get(i % 10)))
            .toList();
    await().until(() -> metrics().value("openbell_item_exact_waiting") == 100);
    database.release();

    assertThat(first.join().status()).isEqualTo(200);
    for (int i = 0; i < 100; i++) {
      assertThat(others.get(i).join().data().get("available").asLong()).isEqualTo(i % 10);
    }
    assertThat(database.borrowed()).isEqualTo(borrowed + 2);
    assertThat(grown(before, "openbell_item_exact_readers_count")).isEqualTo(2);
    assertThat(grown(before, "openbell_item_exact_readers_sum")).isEqualTo(101);
    assertThat(metrics().value("openbell_item_exact_waiting")).isZero();
  }

  @Test
  void aReaderWhoLeavesTakesNobodysAnswerAway() throws Exception {
    long id = rows.item("bell", 10);
    MetricsPage before = metrics();
    int borrowed = database.borrowed();
    database.hold();
    CompletableFuture<Reply> first = api().getAsync("/api/item/" + id);
    await().until(() -> database.borrowed() == borrowed + 1);
    CompletableFuture<Reply> stays;
    try (Socket leaves = new Socket("127.0.0.1", port)) {
      leaves
          .getOutputStream()
          .write(
              ("GET /api/item/" + id + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> metrics().value("openbell_item_exact_waiting") == 1);
      stays = api().getAsync("/api/item/" + id);
      await().until(() -> metrics().value("openbell_item_exact_waiting") == 2);
    }
    await().until(() -> grown(before, "openbell_clients_left_total") == 1);
    database.release();

    assertThat(first.join().status()).isEqualTo(200);
    assertThat(stays.join().status()).isEqualTo(200);
  }

  private double grown(MetricsPage before, String name) {
    return metrics().value(name) - before.value(name);
  }
}
