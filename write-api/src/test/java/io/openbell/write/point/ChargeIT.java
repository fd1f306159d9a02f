package io.openbell.write.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.write.RunningWriteApi;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.TestPropertySource;

/** Points are charged, once for each key, and within the limits. */
@TestPropertySource(
    properties = {
      "openbell.point.min-charge=100",
      "openbell.point.max-charge=1000",
      "openbell.point.max-balance=5000"
    })
class ChargeIT extends RunningWriteApi {

  private Reply charge(String user, @Nullable String key, long amount) {
    return chargeAsync(user, key, amount).join();
  }

  private CompletableFuture<Reply> chargeAsync(String user, @Nullable String key, long amount) {
    Map<String, String> headers = new HashMap<>(Map.of("X-USER-ID", user));
    if (key != null) {
      headers.put("Idempotency-Key", key);
    }
    return postAsync("/api/point/charge", headers, "{\"amount\":%d}".formatted(amount));
  }

  private List<Reply> atOnce(int times, String user, @Nullable String key, long amount) {
    return IntStream.range(0, times).mapToObj(i -> chargeAsync(user, key, amount)).toList().stream()
        .map(CompletableFuture::join)
        .toList();
  }

  private long balance(String user) {
    return number("select balance from point_account where user_id = ?", user);
  }

  private long entries(String user) {
    return number("select count(*) from point_entry where user_id = ?", user);
  }

  /** Every entry's bookedAfter is what was booked before it and its amount. */
  private void assertLogAddsUp(String user) {
    List<Long> booked =
        jdbc.sql(
                """
                select booked_after from point_entry where user_id = ?
                 order by account_version""")
            .param(user)
            .query(Long.class)
            .list();
    List<Long> amounts =
        jdbc.sql("select amount from point_entry where user_id = ? order by account_version")
            .param(user)
            .query(Long.class)
            .list();
    long sum = 0;
    for (int i = 0; i < booked.size(); i++) {
      sum += amounts.get(i);
      assertThat(booked.get(i)).isEqualTo(sum);
    }
    assertThat(number("select booked from point_account where user_id = ?", user)).isEqualTo(sum);
    assertThat(number("select sum(remaining) from point_lot where user_id = ?", user))
        .isEqualTo(sum);
  }

  @Test
  void aChargeIsInTheBalanceInTheLogAndALotThatLivesForAYear() {
    Reply reply = charge("ann", null, 700);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.data().propertyNames()).containsExactly("chargeId", "balance", "expiresAt");
    assertThat(reply.data().get("balance").asLong()).isEqualTo(700);
    assertThat(balance("ann")).isEqualTo(700);
    assertLogAddsUp("ann");
    record Lot(String chargeId, OffsetDateTime chargedAt, OffsetDateTime expiresAt) {}
    Lot lot =
        jdbc.sql(
                """
                select e.entry_id, e.created_at, l.expires_at
                  from point_entry e join point_lot l on l.entry_id = e.entry_id
                 where e.user_id = 'ann' and e.kind = 'CHARGE' and l.granted = 700
                   and l.due_at = l.expires_at""")
            .query(
                (row, n) ->
                    new Lot(
                        row.getString(1),
                        row.getObject(2, OffsetDateTime.class),
                        row.getObject(3, OffsetDateTime.class)))
            .single();
    assertThat(reply.data().get("chargeId").asString()).isEqualTo(lot.chargeId());
    assertThat(lot.expiresAt()).isEqualTo(lot.chargedAt().plus(Duration.ofDays(365)));
    assertThat(LocalDateTime.parse(reply.data().get("expiresAt").asString()))
        .isEqualTo(lot.expiresAt().atZoneSameInstant(ZoneId.of("Asia/Seoul")).toLocalDateTime());
  }

  @Test
  void aRepeatedChargeIsMadeOnceAndToldWithTheBalanceAsItIsNow() {
    Reply first = charge("bob", "k", 500);
    charge("bob", null, 200);
    jdbc.sql("update point_lot set remaining = 0, due_at = null where user_id = 'bob'").update();

    Reply again = charge("bob", "k", 500);

    assertThat(again.ok()).isTrue();
    assertThat(again.data().get("chargeId")).isEqualTo(first.data().get("chargeId"));
    assertThat(again.data().get("expiresAt")).isEqualTo(first.data().get("expiresAt"));
    assertThat(again.data().get("balance").asLong()).isEqualTo(700);
    assertThat(entries("bob")).isEqualTo(2);
  }

  @Test
  void fiftyAtOnceWithOneKeyChargeOnceAlsoWhoHasNeverChargedBefore() {
    for (String user : List.of("cy", "dee", "eve")) {
      List<Reply> replies = atOnce(50, user, "k", 300);

      assertThat(replies).as(replies.toString()).allMatch(Reply::ok);
      assertThat(replies.stream().map(Reply::text).distinct()).hasSize(1);
      assertThat(balance(user)).isEqualTo(300);
      assertThat(entries(user)).isEqualTo(1);
      assertLogAddsUp(user);
    }
  }

  @Test
  void fiftyAtOnceWithoutAKeyAreFiftyChargesAndTheLogAddsUp() {
    List<Reply> replies = atOnce(50, "fay", null, 100);

    assertThat(replies).as(replies.toString()).allMatch(Reply::ok);
    assertThat(balance("fay")).isEqualTo(5000);
    assertThat(entries("fay")).isEqualTo(50);
    assertLogAddsUp("fay");
  }

  @Test
  void parallelChargesNeverPassTheCap() {
    List<Reply> replies = atOnce(30, "gus", null, 600);

    assertThat(replies).filteredOn(Reply::ok).hasSize(8);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .hasSize(22)
        .allMatch(reply -> reply.code().equals("POINT_LIMIT"));
    assertThat(balance("gus")).isEqualTo(4800);
    assertLogAddsUp("gus");
  }

  @Test
  void aLimitIsABusinessAnswerThatSaysWhichAndLeavesNoTrace() {
    for (Map.Entry<Long, String> limit :
        Map.of(
                99L,
                "amount: must be at least 100 for one charge",
                1001L,
                "amount: must be at most 1000 for one charge",
                Long.MAX_VALUE,
                "amount: must be at most 1000 for one charge")
            .entrySet()) {
      Reply reply = charge("hal", "k", limit.getKey());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.ok()).isFalse();
      assertThat(reply.code()).isEqualTo("POINT_LIMIT");
      assertThat(reply.message()).isEqualTo(limit.getValue());
    }
    assertThat(number("select count(*) from point_account where user_id = 'hal'")).isZero();

    IntStream.range(0, 4).forEach(i -> charge("hal", null, 1000));
    charge("hal", null, 300);
    assertThat(charge("hal", "k", 701).message())
        .isEqualTo("amount: must be at most 700, since a balance holds at most 5000");
    // A refusal binds nothing.
    assertThat(charge("hal", "k", 700).ok()).isTrue();
    assertThat(charge("hal", "k", 700).data().get("balance").asLong()).isEqualTo(5000);
    assertThat(entries("hal")).isEqualTo(6);
  }

  @Test
  void whatIsTakenForAPaymentIsBookedButNotInTheBalance() {
    charge("ida", null, 1000);
    jdbc.sql("update point_account set balance = balance - 400 where user_id = 'ida'").update();

    assertThat(charge("ida", null, 100).data().get("balance").asLong()).isEqualTo(700);
    assertLogAddsUp("ida");
  }

  @Test
  void anotherAmountUnderAKeyIsRefusedAndAnotherUserMayUseIt() {
    charge("joe", "k", 500);

    for (long amount : new long[] {501, 50}) {
      Reply reply = charge("joe", "k", amount);
      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
    assertThat(charge("kim", "k", 501).ok()).isTrue();
    assertThat(balance("joe")).isEqualTo(500);
  }

  static Stream<Arguments> wrong() {
    Map<String, String> leo = Map.of("X-USER-ID", "leo");
    return Stream.of(
        Arguments.of(Map.of(), "{\"amount\":500}", "MISSING_X_USER_ID", "X-USER-ID: "),
        Arguments.of(leo, "{\"amount\":0}", "INVALID_REQUEST", "amount: must be greater than 0"),
        Arguments.of(leo, "{\"amount\":-1}", "INVALID_REQUEST", "amount: must be greater than 0"),
        Arguments.of(
            leo, "{\"amount\":\"5\"}", "INVALID_REQUEST", "amount: must be a whole number"),
        Arguments.of(leo, "{}", "INVALID_REQUEST", "amount: is required"),
        Arguments.of(leo, "", "INVALID_REQUEST", "body: is required"),
        Arguments.of(leo, "{\"amount\":500,\"x\":1}", "INVALID_REQUEST", "x: is not a known field"),
        Arguments.of(
            Map.of("X-USER-ID", "leo", "Idempotency-Key", ".."),
            "{\"amount\":500}",
            "INVALID_REQUEST",
            "Idempotency-Key: "));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongChargeIsRefusedNamingFieldAndRule(
      Map<String, String> headers, String body, String code, String message) {
    Reply reply = post("/api/point/charge", headers, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.message()).startsWith(message);
    assertThat(entries("leo")).isZero();
  }

  @Test
  void answersAreCountedByTheirCode() {
    MetricsPage before = metrics();

    charge("max", "k", 500);
    charge("max", "k", 500);
    charge("max", "k", 501);
    charge("max", null, 1);
    post("/api/point/charge", Map.of(), "{\"amount\":500}");

    assertThat(grown(before, "01")).isEqualTo(2);
    assertThat(grown(before, "IDEMPOTENCY_KEY_REUSED")).isEqualTo(1);
    assertThat(grown(before, "POINT_LIMIT")).isEqualTo(1);
    assertThat(grown(before, "MISSING_X_USER_ID")).isEqualTo(1);
  }

  private double grown(MetricsPage before, String code) {
    String name = "openbell_point_charges_total";
    String tag = "code=\"" + code + "\"";
    return metrics().value(name, tag) - before.value(name, tag);
  }
}
