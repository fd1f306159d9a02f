package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static io.openbell.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.gateway.FakeService.Received;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' page, where it is switched on; {@link GatewayRoutingIT} has it off. */
class OpsConsoleIT {
  private static FakeService service;
  private static FakeService first;
  private static FakeService second;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    service = FakeService.start("service");
    first = FakeService.start("first mq-consumer");
    second = FakeService.start("second mq-consumer");
    gateway =
        RunningGateway.start(
            service.uri(),
            service.uri(),
            "openbell.ops.enabled=true",
            "openbell.ops.mq-consumer-uris=" + first.uri() + "," + second.uri());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    service.close();
    first.close();
    second.close();
  }

  @BeforeEach
  void reset() {
    first.reset();
    second.reset();
  }

  private static HttpResponse<String> send(String method, String path, String... headers) {
    return gateway.send(method, path, BodyPublishers.noBody(), headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ops", "/ops/ops.js", "/ops/ops.css", "/ops/metrics.js"})
  void servesThePageUnderAStrictPolicy(String path) {
    HttpResponse<String> answer = send("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ops/no-such-file.js", "/ops/%6fps.js", "/ops/"})
  void hasTheFilesThatThereWereAtTheStartByTheirNamesOnly(String path) {
    assertRefused(send("GET", path), 404, "NOT_FOUND");
  }

  @Test
  void tellsHowManyInstancesThereAre() {
    assertThat(json(send("GET", "/ops/api/instances").body()).get("mq-consumer").asInt())
        .isEqualTo(2);
  }

  @Test
  void asksTheManagementPortOfTheInstanceThatIsNamed() {
    send("GET", "/ops/api/mq-consumer/1/deadletters?limit=5");

    assertThat(first.received()).isEmpty();
    assertThat(second.received())
        .extracting(Received::line)
        .containsExactly("GET /actuator/deadletters?limit=5");
  }

  @Test
  void changesNothingForAPageOfSomebodyElse() {
    assertRefused(send("POST", "/ops/api/mq-consumer/0/deadletters/7"), 404, "NOT_FOUND");
    assertRefused(send("DELETE", "/ops/api/mq-consumer/0/deadletters/7"), 404, "NOT_FOUND");
    assertThat(first.received()).isEmpty();

    send("POST", "/ops/api/mq-consumer/0/deadletters/7", "X-Openbell-Ops", "yes");

    assertThat(first.received())
        .extracting(Received::line)
        .containsExactly("POST /actuator/deadletters/7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ops/api/mq-consumer/2/health",
        "/ops/api/mq-consumer/0",
        "/ops/api/mq-consumer/0/..%2f..%2fapi",
        "/ops/api/other/0/health",
        "/ops/application.yml",
      })
  void leadsNowhereElse(String path) {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
    assertThat(first.received()).isEmpty();
  }
}
