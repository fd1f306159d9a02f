package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.http.MetricsPage;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers are right, and described, and clients do not make more of them. */
class GatewayMetricsIT {
  private static final Path OPERATIONS = Path.of("../docs/operations.md");

  private static FakeService service;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    service = FakeService.start("service");
    gateway = RunningGateway.start(service.uri(), service.uri());
    assertThat(gateway.get("/api/product").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    service.close();
  }

  @Test
  void everyDocumentedMetricIsThere() throws Exception {
    Set<String> documented = MetricsPage.documented(OPERATIONS, "gateway");

    assertThat(documented).isNotEmpty();
    assertThat(gateway.metrics().names()).containsAll(documented);
  }

  @Test
  void theMetricsAreNotWhereClientsAre() {
    assertThat(gateway.get("/actuator/prometheus").statusCode()).isEqualTo(404);
  }

  @Test
  void callsAreCountedByRoute() {
    MetricsPage before = gateway.metrics();

    gateway.get("/api/product");
    gateway.get("/api/product");
    gateway.get("/api/product?page=2");

    MetricsPage after = gateway.metrics();
    String[] route = {"routeId=\"list-products\"", "httpStatusCode=\"200\""};
    String calls = "spring_cloud_gateway_requests_seconds_count";
    assertThat(after.value(calls, route) - before.value(calls, route)).isEqualTo(3);
    String requests = "http_server_requests_seconds_bucket";
    String[] quick = {"le=\"+Inf\"", "uri=\"UNKNOWN\"", "status=\"200\""};
    assertThat(after.value(requests, quick) - before.value(requests, quick)).isEqualTo(3);
  }

  @Test
  void whatClientsMakeUpMakesNoMetrics() {
    callAllKinds("first");
    int series = gateway.metrics().samples().size();

    for (int i = 0; i < 20; i++) {
      callAllKinds("made-up-" + i);
    }

    assertThat(String.join("\n", gateway.metrics().samples()))
        .doesNotContainIgnoringCase("made-up");
    // What the JVM adds by itself in the meantime is not a line for each.
    assertThat(gateway.metrics().samples()).hasSizeLessThan(series + 20);
  }

  private static void callAllKinds(String made) {
    gateway.get("/api/product/" + made, "X-USER-ID", made);
    gateway.get("/api/invest/" + made, "X-USER-ID", made);
    gateway.get("/api/product?page=" + made);
    gateway.get("/" + made);
    gateway.send(
        made.toUpperCase(Locale.ROOT).replace("-", ""), "/api/product", BodyPublishers.noBody());
    gateway.send(made, "/api/invest", BodyPublishers.noBody());
    gateway.post("/api/invest", "{}", "X-USER-ID", made, "Idempotency-Key", made);
  }
}
