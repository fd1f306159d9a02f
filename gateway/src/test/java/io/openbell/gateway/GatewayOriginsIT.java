package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.gateway.RunningGateway.RawResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told of pages of other origins. Java's client would not send an Origin. */
class GatewayOriginsIT {
  private static final String SHOP = "https://shop.example";

  private static FakeService service;
  private static RunningGateway closed;
  private static RunningGateway open;

  @BeforeAll
  static void start() {
    service = FakeService.start("service");
    closed = RunningGateway.start(service.uri(), service.uri());
    open =
        RunningGateway.start(
            service.uri(),
            service.uri(),
            "openbell.ops.enabled=true",
            "openbell.gateway.allowed-origins=" + SHOP + ",http://localhost:3000");
  }

  @AfterAll
  static void stop() {
    open.close();
    closed.close();
    service.close();
  }

  @BeforeEach
  void reset() {
    service.reset();
  }

  private static RawResponse ask(RunningGateway gateway, String line, String origin, String more) {
    return gateway.raw(
        line
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: "
            + origin
            + "\r\n"
            + more
            + "Content-Length: 0\r\n\r\n");
  }

  private static RawResponse preflight(RunningGateway gateway, String path, String origin) {
    return ask(
        gateway,
        "OPTIONS " + path,
        origin,
        "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type,x-user-id,idempotency-key\r\n");
  }

  /** The values of this header, each line in brackets. */
  private static String header(RawResponse answer, String name) {
    return answer
        .text()
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> "[" + line.substring(name.length() + 1).trim() + "]")
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @ValueSource(strings = {SHOP, "null", "http://x"})
  void noPageOfAnotherOriginIsLetInByItself(String origin) {
    RawResponse preflight = preflight(closed, "/api/invest", origin);
    RawResponse actual = ask(closed, "GET /api/product", origin, "");

    assertThat(preflight.status()).isEqualTo(403);
    assertThat(actual.status()).isEqualTo(200);
    assertThat(preflight.text() + actual.text())
        .doesNotContainIgnoringCase("Access-Control-Allow-")
        .doesNotContainIgnoringCase("Access-Control-Expose-");
    assertThat(service.received()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({SHOP, "http://localhost:3000"})
  void aPageThatIsNamedMayAskWhetherItMay(String origin) {
    RawResponse answer = preflight(open, "/api/invest", origin);

    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("[" + origin + "]");
    assertThat(header(answer, "Access-Control-Allow-Methods"))
        .contains("GET", "HEAD", "POST", "PATCH");
    assertThat(header(answer, "Access-Control-Allow-Headers"))
        .contains("Content-Type", "X-USER-ID", "Idempotency-Key", "X-Correlation-Id");
    assertThat(header(answer, "Access-Control-Max-Age")).isEqualTo("[600]");
    assertThat(header(answer, "Vary")).contains("[Origin]");
    assertThat(service.received()).isEmpty();
  }

  @Test
  void aPageThatIsNamedMayReadTheAnswer() {
    service.answers(FakeService.json(200, "{}", "Vary: X-Theirs"));
    RawResponse answer = ask(open, "POST /api/invest", SHOP, "X-USER-ID: user4\r\n");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("[" + SHOP + "]");
    assertThat(header(answer, "Access-Control-Expose-Headers"))
        .contains("X-Correlation-Id", "Retry-After");
    assertThat(header(answer, "Vary")).contains("Origin", "X-Theirs");
    assertThat(service.last().header("X-USER-ID")).containsExactly("user4");
  }

  @Test
  void aRefusalIsReadTooByAPageThatIsNamed() {
    RawResponse notAllowed = ask(open, "DELETE /api/invest", SHOP, "");
    RawResponse twice = ask(open, "GET /api/product", SHOP, "X-USER-ID: a\r\nX-USER-ID: b\r\n");

    assertRefused(notAllowed.body(), 405, "METHOD_NOT_ALLOWED");
    assertRefused(twice.body(), 400, "INVALID_REQUEST");
    for (RawResponse answer : new RawResponse[] {notAllowed, twice}) {
      assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("[" + SHOP + "]");
    }
  }

  /** The gateway's own page sends its origin too, and something in front may have changed it. */
  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "http://shop.example", SHOP + ":8443", "null"})
  void anOtherOriginIsServedButItsBrowserIsToldNothing(String origin) {
    RawResponse preflight = preflight(open, "/api/invest", origin);
    RawResponse actual = ask(open, "GET /api/product", origin, "");

    assertThat(preflight.status()).isEqualTo(403);
    assertThat(actual.status()).isEqualTo(200);
    assertThat(header(actual, "Vary")).contains("Origin");
    assertThat(preflight.text() + actual.text())
        .doesNotContainIgnoringCase("Access-Control-Allow-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ops/api/instances", "/ops", "/", "/v3/api-docs/read-api"})
  void nothingButTheContractIsOpened(String path) {
    RawResponse preflight = preflight(open, path, SHOP);
    RawResponse actual = ask(open, "GET " + path, SHOP, "");

    assertThat(preflight.status()).isNotEqualTo(204);
    assertThat(actual.status()).isEqualTo(200);
    assertThat(preflight.text() + actual.text())
        .doesNotContainIgnoringCase("Access-Control-Allow-");
  }
}
