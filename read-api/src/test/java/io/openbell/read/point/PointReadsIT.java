package io.openbell.read.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointReadsIT extends RunningReadApi {
  private static final String BALANCE = "/api/point/my";
  private static final String LOG = "/api/point/my/log";
  private static final String EXPIRING = "/api/point/my/expiring";

  private static List<String> texts(Reply answer, String field) {
    return answer
        .data()
        .get("list")
        .valueStream()
        .map(entry -> entry.get(field).asString())
        .toList();
  }

  private static int total(Reply answer) {
    return answer.data().get("totalCount").asInt();
  }

  @Test
  void theBalanceIsWhatCanBeSpentAndZeroForWhoNeverCharged() {
    rows.account("kim", 70, 100);

    assertThat(api().getAs("kim", BALANCE).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"userId":"kim","balance":70},\
            "status":200}""");
    assertThat(api().getAs("lee", BALANCE).data().toString())
        .isEqualTo("{\"userId\":\"lee\",\"balance\":0}");
    assertThat(api().getAsUtf8("홍길동", BALANCE).data().get("userId").asString()).isEqualTo("홍길동");
  }

  @Test
  void theLogHasExactlyTheFieldsOfTheContractNewestFirst() {
    rows.account("kim", 70, 70);
    UUID charge = rows.entry("kim", 1, "CHARGE", 100, 100, SetClock.NOON);
    UUID expired = rows.entry("kim", 3, "EXPIRE", 30, 70, SetClock.NOON.plusNanos(123_456_000));
    rows.account("lee", 5, 5);
    rows.entry("lee", 1, "CHARGE", 5, 5, SetClock.NOON);

    assertThat(api().getAs("kim", LOG).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":2,"list":[\
            {"entryId":"%s","kind":"EXPIRE","amount":30,"bookedAfter":70,"orderId":null,\
            "createdAt":"2026-11-20T21:00:00.123456"},\
            {"entryId":"%s","kind":"CHARGE","amount":100,"bookedAfter":100,"orderId":null,\
            "createdAt":"2026-11-20T21:00:00"}]},"status":200}"""
                .formatted(expired, charge));
    assertThat(api().getAs("nobody", LOG).data().toString())
        .isEqualTo("{\"totalCount\":0,\"list\":[]}");
  }

  @Test
  void theOrderOfTheLogIsThatOfTheChangesAlsoWhereTheirTransactionsBeganTheOtherWayRound() {
    rows.account("kim", 60, 60);
    rows.entry("kim", 2, "CHARGE", 20, 30, SetClock.NOON.minusSeconds(1));
    rows.entry("kim", 1, "CHARGE", 10, 10, SetClock.NOON);
    rows.entry("kim", 5, "CHARGE", 30, 60, SetClock.NOON.minusSeconds(2));

    assertThat(texts(api().getAs("kim", LOG), "bookedAfter")).containsExactly("60", "30", "10");
  }

  @Test
  void pagesOfTheLogFollowEachOther() {
    rows.account("kim", 70, 70);
    for (int i = 1; i <= 7; i++) {
      rows.entry("kim", i, "CHARGE", 10, i * 10, SetClock.NOON);
    }

    assertThat(texts(api().getAs("kim", LOG + "?size=3"), "bookedAfter"))
        .containsExactly("70", "60", "50");
    assertThat(texts(api().getAs("kim", LOG + "?size=3&page=2"), "bookedAfter"))
        .containsExactly("10");
    assertThat(total(api().getAs("kim", LOG + "?size=3&page=1"))).isEqualTo(7);
    assertThat(total(api().getAs("kim", LOG + "?page=9"))).isEqualTo(7);
  }

  @Test
  void whatExpiresWithinTheDaysIsListedSoonestFirst() {
    rows.account("kim", 100, 100);
    UUID charge = rows.entry("kim", 1, "CHARGE", 100, 100, SetClock.NOON);
    UUID in30 = rows.lot("kim", charge, 50, 20, SetClock.NOON.plus(Duration.ofDays(30)));
    UUID in1 = rows.lot("kim", charge, 40, 40, SetClock.NOON.plus(Duration.ofDays(1)));
    UUID over = rows.lot("kim", charge, 9, 9, SetClock.NOON.minusSeconds(1));
    rows.lot("kim", charge, 7, 0, SetClock.NOON.plus(Duration.ofDays(1)));
    UUID in31 = rows.lot("kim", charge, 31, 31, SetClock.NOON.plus(Duration.ofDays(31)));

    assertThat(api().getAs("kim", EXPIRING).text())
        .isEqualTo(
            """
            {"result":true,"code":"01","message":null,"data":{"totalCount":3,"list":[\
            {"lotId":"%s","granted":9,"remaining":9,"expiresAt":"2026-11-20T20:59:59"},\
            {"lotId":"%s","granted":40,"remaining":40,"expiresAt":"2026-11-21T21:00:00"},\
            {"lotId":"%s","granted":50,"remaining":20,"expiresAt":"2026-12-20T21:00:00"}]},\
            "status":200}"""
                .formatted(over, in1, in30));
    assertThat(texts(api().getAs("kim", EXPIRING + "?days=31"), "lotId")).endsWith(in31.toString());
    assertThat(texts(api().getAs("kim", EXPIRING + "?days=1&size=1&page=1"), "lotId"))
        .containsExactly(in1.toString());
    assertThat(total(api().getAs("kim", EXPIRING + "?days=3650&page=9"))).isEqualTo(4);
    assertThat(total(api().getAs("lee", EXPIRING))).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/log?page=-1 | page: must be from 0 to 10000000",
        "/log?size=101 | size: must be from 1 to 100",
        "/expiring?days=0 | days: must be from 1 to 3650",
        "/expiring?days=3651 | days: must be from 1 to 3650",
        "/expiring?days=x | days: must be a whole number",
        "/expiring?size=0 | size: must be from 1 to 100",
      })
  void aWrongRequestIsRefusedNamingFieldAndRule(String request, String message) {
    Reply answer = api().getAs("kim", BALANCE + request);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
    assertThat(answer.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {BALANCE, LOG, EXPIRING})
  void whoDoesNotSayWhoAsksIsRefused(String path) {
    assertThat(api().get(path).code()).isEqualTo("MISSING_X_USER_ID");
    assertThat(api().getAs("x".repeat(101), path).message()).startsWith("X-USER-ID: ");
  }
}
