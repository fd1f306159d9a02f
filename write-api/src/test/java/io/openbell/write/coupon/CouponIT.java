package io.openbell.write.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Coupons over HTTP, on the real servers. */
class CouponIT extends RunningCoupons {
  private static final String RIGHT =
      """
      {"name":"Spring","kind":"FIXED","value":1000,"total":3,"opensAt":"2026-11-20T10:00:00",\
      "closesAt":"2036-11-20T10:00:00","validDays":30}""";

  private static List<Reply> all(Stream<CompletableFuture<Reply>> replies) {
    return replies.toList().stream().map(CompletableFuture::join).toList();
  }

  private static Map<String, Long> codes(List<Reply> replies) {
    return replies.stream().collect(Collectors.groupingBy(Reply::code, Collectors.counting()));
  }

  // --- getting one

  @Test
  void aCouponIsAnsweredWithItsNumberAndHowLongItCanBeUsed() {
    long coupon = coupon(3, 1);

    Reply first = issue(user(), coupon);
    Reply second = issue(user(), coupon);

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.ok()).isTrue();
    assertThat(first.data().propertyNames()).containsExactly("userCouponId", "no", "expiresAt");
    assertThat(noOf(first)).isEqualTo(1);
    assertThat(noOf(second)).isEqualTo(2);
    LocalDateTime in30Days = LocalDateTime.now(ZoneId.of("Asia/Seoul")).plusDays(30);
    assertThat(LocalDateTime.parse(first.data().get("expiresAt").asString()))
        .isBetween(in30Days.minusMinutes(5), in30Days);
    assertThat(issued(coupon)).isEqualTo(2);
  }

  @Test
  void whoAsksAgainIsToldWhatTheyHave() {
    long coupon = coupon(3, 1);
    String user = user();
    Reply first = issue(user, coupon);

    Reply again = issue(user, coupon);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.ok()).isFalse();
    assertThat(again.code()).isEqualTo("COUPON_ALREADY_ISSUED");
    assertThat(again.message()).isEqualTo("couponId: this user has this coupon already");
    assertThat(again.data()).isEqualTo(first.data());
    assertThat(issued(coupon)).isEqualTo(1);
  }

  @Test
  void whoHasOneIsToldSoAlsoWhenItIsSoldOutOrOver() {
    long coupon = coupon(2, 1);
    String user = user();
    Reply mine = issue(user, coupon);
    issue(user(), coupon);

    for (int i = 0; i < 20; i++) {
      assertThat(issue(user(), coupon).code()).isEqualTo("COUPON_SOLD_OUT");
      Reply again = issue(user, coupon);
      assertThat(again.code()).isEqualTo("COUPON_ALREADY_ISSUED");
      assertThat(again.data()).isEqualTo(mine.data());
    }
    jdbc.sql("update coupon set closes_at = current_timestamp where coupon_id = ?")
        .param(coupon)
        .update();
    assertThat(issue(user, coupon).data()).isEqualTo(mine.data());
    assertThat(issue(user(), coupon).code()).isEqualTo("FINISHED");
    assertThat(numbers(coupon)).isEqualTo(upTo(2));
  }

  @Test
  void whereAUserMayHaveSeveralTheNextIsGivenUntilTheLast() {
    long coupon = coupon(4, 3);
    String user = user();

    assertThat(Stream.generate(() -> noOf(issue(user, coupon))).limit(3))
        .containsExactly(1L, 2L, 3L);
    Reply fourth = issue(user, coupon);
    assertThat(fourth.code()).isEqualTo("COUPON_ALREADY_ISSUED");
    assertThat(noOf(fourth)).isEqualTo(3);

    String other = user();
    assertThat(noOf(issue(other, coupon))).isEqualTo(4);
    // Others may have more, but of nothing there is no more, and this one has one.
    assertThat(noOf(issue(other, coupon))).isEqualTo(4);
    assertThat(numbers(coupon)).isEqualTo(upTo(4));
  }

  @Test
  void aCrowdGetsAsManyAsThereAreOneEachAndEveryNumberOnce() {
    long coupon = coupon(50, 1);
    List<String> users = IntStream.range(0, 200).mapToObj(i -> user()).toList();

    List<Reply> replies =
        all(IntStream.range(0, 600).mapToObj(i -> issueAsync(users.get(i % 200), coupon)));

    assertThat(codes(replies))
        .isEqualTo(Map.of("01", 50L, "COUPON_ALREADY_ISSUED", 100L, "COUPON_SOLD_OUT", 450L));
    assertThat(replies.stream().filter(Reply::ok).map(CouponIT::noOf).sorted()).isEqualTo(upTo(50));
    assertThat(numbers(coupon)).isEqualTo(upTo(50));
    assertThat(issued(coupon)).isEqualTo(50);
  }

  @Test
  void couponsInOneLaneDoNotMixTheirNumbers() {
    long one = coupon(100, 1);
    long two = coupon(100, 1);
    long three = coupon(7, 1);

    List<Reply> replies =
        all(
            IntStream.range(0, 60)
                .boxed()
                .flatMap(i -> Stream.of(one, two, three))
                .map(coupon -> issueAsync(user(), coupon)));

    assertThat(codes(replies)).isEqualTo(Map.of("01", 127L, "COUPON_SOLD_OUT", 53L));
    assertThat(numbers(one)).isEqualTo(upTo(60));
    assertThat(numbers(two)).isEqualTo(upTo(60));
    assertThat(numbers(three)).isEqualTo(upTo(7));
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, PT2H, NOT_STARTED, is issued from",
    "-PT2H, -PT1H, FINISHED, was issued until"
  })
  void beforeAndAfterItsTimeNobodyGetsOne(
      Duration opens, Duration closes, String code, String rule) {
    long coupon = coupon(1, 1, opens, closes);

    Reply reply = issue(user(), coupon);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.message()).startsWith("couponId: " + rule + " 20");
    assertThat(issued(coupon)).isZero();
  }

  @Test
  void ofSoldOutNoDataIsTold() {
    long coupon = coupon(1, 1);
    issue(user(), coupon);

    Reply reply = issue(user(), coupon);

    assertThat(reply.text())
        .isEqualTo(
            """
            {"result":false,"code":"COUPON_SOLD_OUT","message":"couponId: none of this coupon is \
            left","data":null,"status":200}""");
  }

  @ParameterizedTest
  @CsvSource({
    "0,    404, NOT_EXIST_COUPON",
    "-1,   404, NOT_EXIST_COUPON",
    "9999999, 404, NOT_EXIST_COUPON",
    "x,    400, INVALID_REQUEST",
    "1.0,  400, INVALID_REQUEST"
  })
  void whatIsNoCouponIsNotIssued(String id, int status, String code) {
    Reply reply = post("/api/coupon/" + id + "/issue", Map.of("X-USER-ID", "kim"), "");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
  }

  @Test
  void whoDoesNotSayWhoTheyAreGetsNone() {
    Reply reply = post("/api/coupon/" + coupon(1, 1) + "/issue", Map.of(), "");

    assertThat(reply.code()).isEqualTo("MISSING_X_USER_ID");
  }

  @Test
  void aBodyMayBeLeftOutOrEmptyButSaysNothing() {
    long coupon = coupon(9, 1);
    String path = "/api/coupon/" + coupon + "/issue";

    assertThat(post(path, Map.of("X-USER-ID", "kim"), "{}").status()).isEqualTo(201);
    assertThat(post(path, Map.of("X-USER-ID", "lee"), "{\"x\":1}").message())
        .isEqualTo("x: is not a known field");
    assertThat(
            raw(
                "POST "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nX-USER-ID: han\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 201");
  }

  @Test
  void eachAnswerIsCountedOnceByItsCode() {
    String name = "openbell_coupon_answers_total";
    long coupon = coupon(1, 1);
    String user = user();
    double issued = metrics().value(name, "code=\"01\"");
    double already = metrics().value(name, "code=\"COUPON_ALREADY_ISSUED\"");
    double soldOut = metrics().value(name, "code=\"COUPON_SOLD_OUT\"");
    double none = metrics().value(name, "code=\"NOT_EXIST_COUPON\"");

    issue(user, coupon);
    issue(user, coupon);
    issue(user(), coupon);
    issue(user, 0);

    assertThat(metrics().value(name, "code=\"01\"")).isEqualTo(issued + 1);
    assertThat(metrics().value(name, "code=\"COUPON_ALREADY_ISSUED\"")).isEqualTo(already + 1);
    assertThat(metrics().value(name, "code=\"COUPON_SOLD_OUT\"")).isEqualTo(soldOut + 1);
    assertThat(metrics().value(name, "code=\"NOT_EXIST_COUPON\"")).isEqualTo(none + 1);
  }

  // --- registering one

  private Reply register(String body) {
    return post("/api/coupon", Map.of(), body);
  }

  @Test
  void aRegisteredCouponCanBeHadAtOnce() {
    Reply reply = register(RIGHT);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.data().propertyNames()).containsExactly("couponId");
    long coupon = reply.data().get("couponId").asLong();
    assertThat(
            jdbc.sql(
                    """
                    select kind || ' ' || discount || ' ' || min_order || ' ' || scope || ' '
                        || per_user || ' ' || valid_days from coupon where coupon_id = ?""")
                .param(coupon)
                .query(String.class)
                .single())
        .isEqualTo("FIXED 1000 0 ORDER 1 30");
    assertThat(noOf(issue(user(), coupon))).isEqualTo(1);
  }

  @Test
  void aCouponMayBeForItemsAndEverythingElseMayBeSaid() {
    long bell = item("bell");
    long gong = item("gong");

    Reply reply =
        register(
            """
            {"name":"%s","kind":"PERCENT","value":100,"maxDiscount":5000,"minOrder":10000,\
            "itemIds":[%d,%d],"total":%d,"perUser":%d,"opensAt":"2026-11-20T10:00:00Z",\
            "closesAt":"9999-12-31T23:59:59","validDays":3650}"""
                .formatted("가".repeat(500), gong, bell, Long.MAX_VALUE, 100));

    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    long coupon = reply.data().get("couponId").asLong();
    assertThat(
            jdbc.sql("select item_id from coupon_item where coupon_id = ? order by item_id")
                .param(coupon)
                .query(Long.class)
                .list())
        .containsExactly(bell, gong);
    assertThat(noOf(issue(user(), coupon))).isEqualTo(1);
  }

  private long item(String name) {
    return post("/api/item", Map.of(), "{\"name\":\"%s\",\"price\":1,\"stock\":1}".formatted(name))
        .data()
        .get("itemId")
        .asLong();
  }

  @Test
  void aCouponForAnItemThatDoesNotExistIsNotRegistered() {
    long before = number("select count(*) from coupon");

    Reply reply = register(with("\"itemIds\":[%d,404404]".formatted(item("bell"))));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("NOT_EXIST_ITEM");
    assertThat(reply.message()).isEqualTo("itemIds[1]: there is no such item");
    assertThat(number("select count(*) from coupon")).isEqualTo(before);
  }

  private static String with(String field) {
    return RIGHT.replace("{", "{" + field + ",");
  }

  private static String replaced(String field, String value) {
    return RIGHT.replaceAll("\"" + field + "\":(\"[^\"]*\"|[^,}]+)", "\"" + field + "\":" + value);
  }

  private static String without(String field) {
    return RIGHT.replaceAll("\"" + field + "\":(\"[^\"]*\"|[^,}]+),?", "").replace(",}", "}");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(without("name"), "name: must not be blank"),
        Arguments.of(replaced("name", "\" \""), "name: must not be blank"),
        Arguments.of(replaced("name", "\"a\\\\u0000b\""), "name: must not contain control"),
        Arguments.of(
            replaced("name", "\"" + "n".repeat(501) + "\""),
            "name: must be at most 500 characters"),
        Arguments.of(without("kind"), "kind: is required"),
        Arguments.of(replaced("kind", "\"GIFT\""), "kind: must be one of [FIXED, PERCENT]"),
        Arguments.of(without("value"), "value: is required"),
        Arguments.of(replaced("value", "0"), "value: must be greater than 0"),
        Arguments.of(replaced("value", "1.5"), "value: must be a whole number"),
        Arguments.of(
            replaced("kind", "\"PERCENT\"").replace("1000", "101"),
            "value: must be at most 100, which are percent"),
        Arguments.of(
            with("\"maxDiscount\":5"), "maxDiscount: must be left out unless kind is PERCENT"),
        Arguments.of(with("\"maxDiscount\":0"), "maxDiscount: must be greater than 0"),
        Arguments.of(with("\"minOrder\":-1"), "minOrder: must not be negative"),
        Arguments.of(with("\"itemIds\":[]"), "itemIds: must have 1 to 100 items"),
        Arguments.of(with("\"itemIds\":[1,null]"), "itemIds[1]: is required"),
        Arguments.of(with("\"itemIds\":[0]"), "itemIds[0]: must be greater than 0"),
        Arguments.of(with("\"itemIds\":[1,2,1]"), "itemIds[2]: must not be named twice"),
        Arguments.of(without("total"), "total: is required"),
        Arguments.of(replaced("total", "0"), "total: must be greater than 0"),
        Arguments.of(with("\"perUser\":0"), "perUser: must be from 1 to 100"),
        Arguments.of(with("\"perUser\":101"), "perUser: must be from 1 to 100"),
        Arguments.of(without("opensAt"), "opensAt: is required"),
        Arguments.of(replaced("opensAt", "\"soon\""), "opensAt: must be a date-time"),
        Arguments.of(without("closesAt"), "closesAt: is required"),
        Arguments.of(
            replaced("closesAt", "\"2026-11-20T10:00:00\""), "closesAt: must be after opensAt"),
        Arguments.of(without("validDays"), "validDays: is required"),
        Arguments.of(replaced("validDays", "0"), "validDays: must be from 1 to 3650"),
        Arguments.of(replaced("validDays", "3651"), "validDays: must be from 1 to 3650"),
        Arguments.of(with("\"issued\":5"), "issued: is not a known field"),
        Arguments.of("", "body: is required"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongCouponIsRefusedNamingFieldAndRuleAndNothingIsWritten(String body, String message) {
    long before = number("select count(*) from coupon");

    Reply reply = register(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).startsWith(message);
    assertThat(number("select count(*) from coupon")).isEqualTo(before);
  }
}
