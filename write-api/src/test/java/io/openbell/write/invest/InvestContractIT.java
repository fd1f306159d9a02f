package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvestContractIT extends RunningWriteApi {
  private static final Map<String, String> USER4 = Map.of("X-USER-ID", "user4");

  @Test
  void anInvestmentIsAnsweredInTheEnvelopeAndRecordedPending() {
    long product = product(1_000);

    Reply reply = invest("user4", product, 10);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().toString())
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":\"OK\",\"status\":200}");
    assertThat(reserved(product)).isEqualTo(10);
    assertThat(
            jdbc.sql("select invest_result from product_invest_log where product_id = ?")
                .param(product)
                .query(String.class)
                .single())
        .isIn("PENDING");
  }

  @Test
  void aSoldOutProductIsRefusedUnder200() {
    long product = product(10);
    invest("user1", product, 10);

    Reply reply = invest("user4", product, 1);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("result").asBoolean()).isFalse();
    assertThat(reply.code()).isEqualTo("SOLD_OUT");
    assertThat(reply.data().isNull()).isTrue();
    assertThat(reply.json().get("status").asInt()).isEqualTo(200);
  }

  @Test
  void moreThanWhatIsLeftIsRefusedAndSaysHowMuchIsLeft() {
    long product = product(100);
    invest("user1", product, 60);

    Reply reply = invest("user4", product, 41);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.code()).isEqualTo("INVEST_AMOUNT_OVERFLOW");
    assertThat(reply.message()).contains("investAmount").contains("40 won");
    assertThat(invested(product)).isEqualTo(60);
  }

  @Test
  void withAllowPartialTheRestIsTakenAndTheAnswerSaysHowMuch() {
    long product = product(100);
    invest("user1", product, 95);

    Reply reply =
        post(
            "/api/invest",
            USER4,
            "{\"productId\":%d,\"investAmount\":10,\"allowPartial\":true}".formatted(product));

    assertThat(reply.data().toString()).isEqualTo("{\"investAmount\":5}");
    assertThat(reserved(product)).isEqualTo(100);
  }

  @Test
  void beforeItStartsAndAfterItFinishedNothingIsTaken() {
    Instant now = Instant.now();
    long future = product(100, now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2)));
    long past = product(100, now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)));

    Reply early = invest("user4", future, 10);
    Reply late = invest("user4", past, 10);

    assertThat(early.status()).isEqualTo(200);
    assertThat(early.code()).isEqualTo("NOT_STARTED");
    assertThat(early.message()).startsWith("productId: can be invested in from ");
    assertThat(late.code()).isEqualTo("FINISHED");
    assertThat(late.message()).startsWith("productId: could be invested in until ");
    assertThat(logs(future) + logs(past)).isZero();
  }

  @Test
  void anUnknownProductIsNotFound() {
    for (long id : new long[] {987_654, 0, -1, Long.MAX_VALUE}) {
      Reply reply = invest("user4", id, 10);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("NOT_EXIST_PRODUCT");
    }
  }

  static Stream<Arguments> wrongBodies() {
    return Stream.of(
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":0}", "investAmount: must be greater than 0"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":-10}", "investAmount: must be greater than 0"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":1.5}", "investAmount: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":1e2}", "investAmount: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":9223372036854775808}",
            "investAmount: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":\"10\"}", "investAmount: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":true}", "investAmount: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":[10]}", "investAmount: must be a whole number"),
        Arguments.of("{\"productId\":$P,\"investAmount\":null}", "investAmount: is required"),
        Arguments.of("{\"productId\":$P}", "investAmount: is required"),
        Arguments.of("{\"investAmount\":10}", "productId: is required"),
        Arguments.of(
            "{\"productId\":\"$P\",\"investAmount\":10}", "productId: must be a whole number"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":10,\"allowPartial\":\"yes\"}",
            "allowPartial: must be true or false"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":10,\"allowPartial\":1}",
            "allowPartial: must be true or false"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":10,\"tip\":1}", "tip: is not a known field"),
        Arguments.of(
            "{\"productId\":$P,\"investAmount\":10,\"investAmount\":20}",
            "body: must not name a field twice"),
        Arguments.of("{\"productId\":$P,\"investAmount\":10", "body: must be well-formed JSON"),
        Arguments.of("{\"productId\":$P,\"investAmount\":10} x", "body: must be well-formed JSON"),
        Arguments.of("[1,2]", "body: must be a JSON object"),
        Arguments.of("10", "body: must be a JSON object"),
        Arguments.of("null", "body: "),
        Arguments.of("", "body: "));
  }

  @ParameterizedTest
  @MethodSource("wrongBodies")
  void aWrongBodyIsRefusedNamingFieldAndRuleAndNothingIsWritten(String body, String message) {
    long product = product(100);

    Reply reply = post("/api/invest", USER4, body.replace("$P", Long.toString(product)));

    assertThat(reply.status()).as(body).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).as(body).startsWith(message);
    assertThat(logs(product)).isZero();
    assertThat(reserved(product)).isZero();
  }

  static Stream<Arguments> wrongHeaders() {
    return Stream.of(
        Arguments.of(Map.of(), "MISSING_X_USER_ID", "X-USER-ID"),
        Arguments.of(
            Map.of("X-USER-ID", "u".repeat(101)),
            "INVALID_REQUEST",
            "X-USER-ID: must be at most 100 characters"),
        Arguments.of(
            Map.of("X-USER-ID", "a\tb"),
            "INVALID_REQUEST",
            "X-USER-ID: must not contain control characters"),
        Arguments.of(
            Map.of("X-USER-ID", "user4", "Idempotency-Key", "a b"),
            "INVALID_REQUEST",
            "Idempotency-Key: must be"),
        Arguments.of(
            Map.of("X-USER-ID", "user4", "Idempotency-Key", "\"ab"),
            "INVALID_REQUEST",
            "Idempotency-Key: must have double quotes at both ends or at none"),
        Arguments.of(
            Map.of("X-USER-ID", "user4", "Idempotency-Key", "k".repeat(101)),
            "INVALID_REQUEST",
            "Idempotency-Key: must be"));
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void aWrongHeaderIsRefusedAndNothingIsWritten(
      Map<String, String> headers, String code, String message) {
    long product = product(100);

    Reply reply =
        post("/api/invest", headers, "{\"productId\":%d,\"investAmount\":10}".formatted(product));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.message()).startsWith(message);
    assertThat(logs(product)).isZero();
  }

  @Test
  void aWrongContentTypeAndATooLargeBodyAreRefused() {
    long product = product(100);
    Reply type =
        post(
            "/api/invest",
            Map.of("X-USER-ID", "user4", "Content-Type", "text/plain"),
            "{\"productId\":%d,\"investAmount\":10}".formatted(product));
    Reply size =
        post(
            "/api/invest",
            USER4,
            "{\"productId\":%d,\"investAmount\":10%s}".formatted(product, " ".repeat(17_000)));

    assertThat(type.status()).isEqualTo(415);
    assertThat(type.message()).startsWith("Content-Type: must be");
    assertThat(size.status()).isEqualTo(413);
    assertThat(size.message()).startsWith("body: must be at most");
    assertThat(logs(product)).isZero();
  }

  @Test
  void aUserIdOutsideAsciiIsKeptAsItWasMeant() {
    long product = product(100);
    String body = "{\"productId\":%d,\"investAmount\":10}".formatted(product);

    String answer =
        raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-USER-ID: 홍길동\r\n"
                + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(body.length(), body));

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"code\":\"01\"");

    assertThat(
            jdbc.sql("select user_id from product_invest_log where product_id = ?")
                .param(product)
                .query(String.class)
                .single())
        .isEqualTo("홍길동");
  }

  @Test
  void nothingElseIsServed() {
    assertThat(statusOf("/api/invest")).isEqualTo(405);
    assertThat(statusOf("/nothing")).isEqualTo(404);
    assertThat(statusOf("/actuator/env")).isEqualTo(404);
    assertThat(statusOf("/actuator/health")).isEqualTo(404);
    assertThat(statusOf("/livez")).isEqualTo(200);
    assertThat(statusOf("/readyz")).isEqualTo(200);
    assertThat(get("/v3/api-docs").get("paths").propertyNames())
        .contains("/api/invest", "/api/product");
  }
}
