package io.openbell.read.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.coupon.UnlistedCoupons;
import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Coupons are a moment old; whether one that a user has can be used is as of now. */
class CouponReadsIT extends RunningReadApi {
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(30));

  @AfterEach
  void goOn() {
    database.release();
  }

  private List<Long> listed(String query) {
    return api()
        .get("/api/coupon" + query)
        .data()
        .get("list")
        .valueStream()
        .map(coupon -> coupon.get("couponId").asLong())
        .toList();
  }

  private long left(long coupon) {
    return api().get("/api/coupon/" + coupon).data().get("left").asLong();
  }

  @Test
  void listAndDetailHaveExactlyTheFieldsOfTheContract() {
    long id = rows.coupon("Spring", 100, 30);
    rows.coupon(id, "kind = 'PERCENT', discount = 10, max_discount = 5000, min_order = 20000");
    String coupon =
        """
        {"couponId":%d,"name":"Spring","kind":"PERCENT","value":10,"maxDiscount":5000,\
        "minOrder":20000,"scope":"ORDER","itemIds":[],"total":100,"issued":30,"left":70,\
        "perUser":1,"opensAt":"2026-11-20T20:00:00","closesAt":"2026-11-20T22:00:00",\
        "validDays":30,"createdAt":"2026-11-20T21:00:00"}"""
            .formatted(id);

    assertThat(api().get("/api/coupon").text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":1,"list":[%s]},\
            "status":200}"""
                .formatted(coupon));
    assertThat(api().get("/api/coupon/" + id).text())
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":%s,\"status\":200}"
                .formatted(coupon));
  }

  @Test
  void ofACouponForItemsTheItemsAreTold() {
    long order = rows.coupon("for orders", 9, 0);
    long items = rows.coupon("for items", 9, 0);
    long bell = rows.item("bell", 1);
    long gong = rows.item("gong", 1);
    rows.couponFor(items, gong, bell);

    var list = api().get("/api/coupon").data().get("list");

    assertThat(list.get(0).get("couponId").asLong()).isEqualTo(items);
    assertThat(list.get(0).get("scope").asString()).isEqualTo("ITEMS");
    assertThat(list.get(0).get("itemIds"))
        .extracting(item -> item.asLong())
        .containsExactly(bell, gong);
    assertThat(list.get(1).get("couponId").asLong()).isEqualTo(order);
    assertThat(list.get(1).get("itemIds")).isEmpty();
    assertThat(api().get("/api/coupon/" + items).data()).isEqualTo(list.get(0));
  }

  @Test
  void pagesAreNewestFirstAndFollowEachOther() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(0, rows.coupon("c" + i, 10, 0));
    }

    assertThat(listed("")).isEqualTo(all);
    assertThat(listed("?size=3")).isEqualTo(all.subList(0, 3));
    assertThat(listed("?size=3&page=1")).isEqualTo(all.subList(3, 5));
    assertThat(listed("?size=3&page=2")).isEmpty();
    for (String page : List.of("?size=3", "?size=3&page=1", "?page=9")) {
      assertThat(api().get("/api/coupon" + page).data().get("totalCount").asInt()).isEqualTo(5);
    }
  }

  @Test
  void whatInstancesWarmUpWithIsShownNowhere() {
    long listed = rows.coupon("listed", 10, 0);
    rows.coupon(rows.coupon("hidden", 10, 0), "coupon_id = " + UnlistedCoupons.FIRST_ID);

    assertThat(listed("")).containsExactly(listed);
    assertThat(api().get("/api/coupon").data().get("totalCount").asInt()).isEqualTo(1);
    assertThat(api().get("/api/coupon/" + UnlistedCoupons.FIRST_ID).status()).isEqualTo(404);
  }

  @Test
  void whatIsLeftIsKeptForLessThanASecondAndThenReadAnew() {
    long id = rows.coupon("Spring", 100, 30);
    assertThat(left(id)).isEqualTo(70);
    assertThat(listed("")).containsExactly(id);
    rows.coupon(id, "issued = 31");

    await().until(() -> left(id) == 69);
    await()
        .until(() -> api().get("/api/coupon").data().get("list").get(0).get("left").asLong() == 69);

    for (String cache : List.of("coupons", "coupon-lists")) {
      assertThat(keptFor(cache)).isEqualTo(Duration.ofMillis(900));
    }
  }

  @SuppressWarnings("unchecked") // what is unwrapped has no types
  private Duration keptFor(String cache) {
    var jcache = (javax.cache.Cache<?, ?>) caches.getCache(cache).getNativeCache();
    org.ehcache.Cache<Object, Object> own = jcache.unwrap(org.ehcache.Cache.class);
    return own.getRuntimeConfiguration().getExpiryPolicy().getExpiryForCreation("key", "value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/coupon", "/api/coupon/%d", "/api/coupon/404"})
  void ofAllWhoAskForOneThingOneAsksTheDatabase(String path) {
    String asked = path.formatted(rows.coupon("Spring", 10, 0));
    int borrowed = database.borrowed();
    database.hold();

    List<CompletableFuture<Reply>> replies =
        IntStream.range(0, 16).mapToObj(i -> api().getAsync(asked)).toList();
    await().until(() -> database.borrowed() == borrowed + 1);
    database.release();

    int status = replies.get(0).join().status();
    assertThat(replies).allMatch(reply -> reply.join().status() == status);
    // A second time only where a slow machine let the first get old.
    assertThat(database.borrowed()).isBetween(borrowed + 1, borrowed + 3);
  }

  @Test
  void whatAUserHasIsListedNewestFirst() {
    long spring = rows.coupon("Spring", 10, 2);
    long summer = rows.coupon("Summer", 10, 3);
    rows.coupon(summer, "kind = 'PERCENT', discount = 10, max_discount = 5000, min_order = 7");
    rows.userCoupon(spring, "kim", 2, LATER);
    rows.userCoupon(spring, "lee", 1, LATER);
    UUID newest = rows.userCoupon(summer, "kim", 3, Instant.parse("2036-11-20T12:00:00Z"));

    assertThat(api().getAs("kim", "/api/coupon/my?size=1").text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":2,"list":[\
            {"userCouponId":"%s","couponId":%d,"name":"Summer","kind":"PERCENT","value":10,\
            "maxDiscount":5000,"minOrder":7,"no":3,"status":"AVAILABLE",\
            "issuedAt":"2026-11-20T21:00:00","expiresAt":"2036-11-20T21:00:00"}]},"status":200}"""
                .formatted(newest, summer));
    assertThat(mine("kim", "")).containsExactly("3 AVAILABLE", "2 AVAILABLE");
    assertThat(mine("kim", "?size=1&page=1")).containsExactly("2 AVAILABLE");
    assertThat(mine("nobody", "")).isEmpty();
  }

  private List<String> mine(String user, String query) {
    return api()
        .getAs(user, "/api/coupon/my" + query)
        .data()
        .get("list")
        .valueStream()
        .map(mine -> mine.get("no").asLong() + " " + mine.get("status").asString())
        .toList();
  }

  /** No job has looked at it, and no clock of this instance counts. */
  @Test
  void oneThatCanNoLongerBeUsedIsToldExpiredAtOnce() {
    long coupon = rows.coupon("Spring", 10, 1);
    long other = rows.coupon("Summer", 10, 1);
    rows.userCoupon(coupon, "kim", 1, LATER);
    UUID old = rows.userCoupon(other, "kim", 2, Instant.now().plusSeconds(3600));
    clock.set(SetClock.NOON.plus(Duration.ofDays(9999)));
    assertThat(mine("kim", "")).containsExactly("2 AVAILABLE", "1 AVAILABLE");
    assertThat(mine("kim", "?status=EXPIRED")).isEmpty();

    rows.expire(old);

    assertThat(mine("kim", "")).containsExactly("2 EXPIRED", "1 AVAILABLE");
    assertThat(mine("kim", "?status=EXPIRED")).containsExactly("2 EXPIRED");
    assertThat(mine("kim", "?status=AVAILABLE")).containsExactly("1 AVAILABLE");
    assertThat(
            api()
                .getAs("kim", "/api/coupon/my?status=EXPIRED&page=1")
                .data()
                .get("totalCount")
                .asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?page=-1 | page: must be from 0 to 10000000",
        "?size=101 | size: must be from 1 to 100",
        "/seven | id: must be a whole number",
        "/my?status=USED | status: must be one of [AVAILABLE, EXPIRED]",
        "/my?size=0 | size: must be from 1 to 100",
      })
  void aWrongRequestIsRefusedNamingFieldAndRule(String request, String message) {
    Reply answer = api().getAs("kim", "/api/coupon" + request);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
    assertThat(answer.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "404"})
  void aCouponThatIsNotThereIs404(String id) {
    Reply answer = api().get("/api/coupon/" + id);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_EXIST_COUPON");
    assertThat(answer.message()).isEqualTo("couponId: there is no such coupon");
  }

  @Test
  void whoDoesNotSayWhoTheyAreHasNone() {
    assertThat(api().get("/api/coupon/my").code()).isEqualTo("MISSING_X_USER_ID");
  }
}
