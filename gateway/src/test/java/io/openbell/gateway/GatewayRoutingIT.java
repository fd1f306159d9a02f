package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static io.openbell.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.gateway.FakeService.Received;
import io.openbell.gateway.RunningGateway.RawResponse;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GatewayRoutingIT {
  private static FakeService readApi;
  private static FakeService writeApi;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    readApi = FakeService.start("read-api");
    writeApi = FakeService.start("write-api");
    gateway = RunningGateway.start(readApi.uri(), writeApi.uri());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    readApi.close();
    writeApi.close();
  }

  @BeforeEach
  void reset() {
    readApi.reset();
    writeApi.reset();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /api/product,                              read-api",
    "GET,  /api/product?page=1&size=20&status=ONGOING, read-api",
    "GET,  /api/product/7,                            read-api",
    "GET,  /api/product/live,                         read-api",
    "GET,  /api/product/not-a-number,                 read-api",
    "GET,  /api/product/my/invest,                    read-api",
    "GET,  /api/product/my/invest?page=0,             read-api",
    "GET,  /api/product/my/invest/log?productId=3,    read-api",
    "GET,  /api/invest/a1b2-c3,                       read-api",
    "GET,  /api/invest/order.1_~%20%ED%95%9C,         read-api",
    "GET,  /api/order/my?page=0&status=PAID,          read-api",
    "GET,  /api/order/0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10, read-api",
    "GET,  /api/order/0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10/payment, read-api",
    "GET,  /api/order/key/cart-42,                    read-api",
    "GET,  /api/order/key/payment,                    read-api",
    "HEAD, /api/product/7,                            read-api",
    "HEAD, /api/product/live,                         read-api",
    "POST, /api/invest,                               write-api",
    "POST, /api/product,                              write-api",
    "GET,  /api/item?page=1&size=20&status=SELLING,   read-api",
    "GET,  /api/item/7,                               read-api",
    "HEAD, /api/item/7,                               read-api",
    "GET,  /api/point/my,                             read-api",
    "GET,  /api/point/my/log?page=1,                  read-api",
    "GET,  /api/point/my/expiring?days=7,             read-api",
    "POST, /api/point/charge,                         write-api",
    "POST, /api/item,                                 write-api",
    "PATCH, /api/item/7,                              write-api",
    "POST, /api/item/7/stock,                         write-api",
    "GET,  /api/coupon?page=1&size=20,                read-api",
    "GET,  /api/coupon/7,                             read-api",
    "GET,  /api/coupon/my?status=EXPIRED,             read-api",
    "POST, /api/coupon,                               write-api",
    "POST, /api/coupon/7/issue,                       write-api",
    "POST, /api/order,                                write-api",
    "POST, /api/order/0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/payment, write-api",
    "POST, /api/order/0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/cancel, write-api",
  })
  void sendsEachCallToTheServiceThatAnswersItAsItCame(String method, String target, String name) {
    HttpResponse<String> answer = gateway.send(method, target, BodyPublishers.noBody());

    assertThat(answer.statusCode()).isEqualTo(200);
    FakeService right = name.equals("read-api") ? readApi : writeApi;
    FakeService wrong = name.equals("read-api") ? writeApi : readApi;
    assertThat(right.received()).extracting(Received::line).containsExactly(method + " " + target);
    assertThat(wrong.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api",
    "GET,    /console",
    "GET,    /ops",
    "GET,    /ops/ops.js",
    "GET,    /ops/api/instances",
    "GET,    /ops/api/mq-consumer/0/deadletters",
    "GET,    /api/product/",
    "GET,    /api/product/7/",
    "GET,    /api/product/7/x",
    "GET,    /api/product/my/invest/log/1",
    "GET,    /API/product",
    "GET,    /api/invest/a/b",
    "POST,   /api/order/",
    "POST,   /api/order/a1b2/payment/x",
    "POST,   /api/order/a1b2/refund",
    "POST,   /api/order/a1/b2/cancel",
    "GET,    /api/order/my/1",
    "GET,    /api/order/key/a/b",
    "PUT,    /api/invests",
    "OPTIONS, /api/products",
    "DELETE, /api/product;x=y",
    "DELETE, /api//product",
    "GET,    /actuator",
    "GET,    /actuator/env",
    "GET,    /actuator/health",
    "GET,    /actuator/info",
    "GET,    /actuator/prometheus",
    "GET,    /actuator/gateway/routes",
    "GET,    /actuator/metrics",
    "POST,   /actuator/shutdown",
    "POST,   /actuator/refresh",
    "GET,    /v3/api-docs/write-api/x",
    "GET,    /read-api/api/product",
    "PATCH,  /api/item/",
    "GET,    /api/point",
    "GET,    /api/point/my/log/1",
    "POST,   /api/item/7/stock/1",
    "GET,    /api/coupon/my/1",
    "POST,   /api/coupon/7/issue/1",
  })
  void answersNotFoundToEverythingElse(String method, String path) {
    HttpResponse<String> answer = gateway.send(method, path, BodyPublishers.noBody());

    assertRefused(answer, 404, "NOT_FOUND");
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/invest,                  POST",
    "HEAD,   /api/invest,                  POST",
    "PUT,    /api/invest,                  POST",
    "DELETE, /api/invest,                  POST",
    "BREW,   /api/invest,                  POST",
    "PATCH,  /api/product,                 GET HEAD POST",
    "DELETE, /api/product/7,               GET HEAD",
    "POST,   /api/product/7,               GET HEAD",
    "POST,   /api/product/live,            GET HEAD",
    "POST,   /api/product/my/invest,       GET HEAD",
    "PUT,    /api/product/my/invest/log,   GET HEAD",
    "POST,   /api/invest/a1b2,             GET HEAD",
    "PATCH,  /api/item,                    GET HEAD POST",
    "POST,   /api/item/7,                  GET HEAD PATCH",
    "GET,    /api/point/charge,            POST",
    "POST,   /api/point/my,                GET HEAD",
    "PATCH,  /api/item/7/stock,            POST",
    "PATCH,  /api/coupon,                  GET HEAD POST",
    "POST,   /api/coupon/7,                GET HEAD",
    "POST,   /api/coupon/my,               GET HEAD",
    "GET,    /api/coupon/7/issue,          POST",
    "PUT,    /api/order,                   POST",
    "DELETE, /api/order/a1b2/payment,      GET HEAD POST",
    "GET,    /api/order/a1b2/cancel,       POST",
    "POST,   /api/order/my,                GET HEAD",
    "PUT,    /api/order/a1b2,              GET HEAD",
    "POST,   /api/order/key/cart-42,       GET HEAD",
    "POST,   /v3/api-docs/write-api,       GET HEAD",
    "PUT,    /v3/api-docs/read-api,        GET HEAD",
    "POST,   /,                            GET HEAD",
    "POST,   /index.html,                  GET HEAD",
    "DELETE, /console/app.js,              GET HEAD",
    "POST,   /livez,                       GET HEAD",
    "POST,   /readyz,                      GET HEAD",
    "POST,   /swagger-ui.html,             GET HEAD",
    "POST,   /v3/api-docs/swagger-config,  GET HEAD",
  })
  void tellsWhichMethodsAKnownPathHas(String method, String path, String allowed) {
    HttpResponse<String> answer = gateway.send(method, path, BodyPublishers.noBody());

    if (method.equals("HEAD")) {
      assertThat(answer.statusCode()).isEqualTo(405);
    } else {
      assertRefused(answer, 405, "METHOD_NOT_ALLOWED");
    }
    assertThat(allowOf(answer)).containsExactlyInAnyOrder(allowed.split(" "));
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }

  private static String[] allowOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("Allow").orElse("").split(", *");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/invest,       POST OPTIONS",
    "/api/product,      GET HEAD POST OPTIONS",
    "/api/product/live, GET HEAD OPTIONS",
    "/api/invest/a1b2,  GET HEAD OPTIONS",
  })
  void tellsTheMethodsOfAPathToWhoAsksForThem(String path, String allowed) {
    HttpResponse<String> answer = gateway.send("OPTIONS", path, BodyPublishers.noBody());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(allowOf(answer)).containsExactlyInAnyOrder(allowed.split(" "));
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api/product",
        "/api//product",
        "/api/product//7",
        "/api/product/../../actuator",
        "/api/product/../../actuator/health",
        "/api/product/..",
        "/api/product/.",
        "/./api/product",
        "/api/product/%2e%2e",
        "/api/product/%2e%2e/%2e%2e/actuator/env",
        "/api/product/%2E%2e%2factuator",
        "/api/product/..%2f..%2factuator%2fenv",
        "/api/invest/..%5c..%5cactuator",
        "/api/product/7%00",
        "/api/product/7%0d%0aX-Evil:1",
        "/api/product;x=y",
        "/api/product/7;x=y",
        "/api/product/;/my",
        "/api;/product",
        "/api/%70roduct/../actuator",
        "/%2e%2e/actuator/env",
        "/webjars/../application.yml",
        "/webjars/%2e%2e/application.yml",
        "/webjars/..%2f..%2fapplication.yml",
      })
  void givesNoRouteToPathsThatMeanSomethingElseToAnotherServer(String target) {
    RawResponse answer = gateway.rawGet(target);

    assertThat(answer.status()).as(answer.text()).isEqualTo(404);
    assertRefused(answer.body(), 404, "NOT_FOUND");
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/product/%zz",
        "/api/product/%",
        "/api/product/%2",
        "/api/product\\..\\actuator",
        "/api/product/<script>",
        "/api/product/{id}",
        "/api/product/a|b",
        "*",
        "http://",
      })
  void refusesTargetsThatAreNoUri(String target) {
    RawResponse answer = gateway.rawGet(target);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 404);
    assertThat(answer.text()).doesNotContain("Exception", "<html", "\tat ");
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?status=%zz", "?status=[a]|{b}", "?%", "?a=b;c=d", "?x=../../actuator"})
  void neverFailsOnAnOddQuery(String query) {
    RawResponse answer = gateway.rawGet("/api/product" + query);

    assertThat(answer.status()).as(answer.text()).isLessThan(500);
    assertThat(readApi.received()).allMatch(r -> r.target().startsWith("/api/product"));
  }

  @Test
  void goesToTheConfiguredServiceWhateverHostTheClientNames() {
    RawResponse answer =
        gateway.raw(
            "GET http://127.0.0.1:1/api/product HTTP/1.1\r\n"
                + "Host: evil.example\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(readApi.received()).hasSize(1);
  }

  @Test
  void opensNoWebSocket() {
    RawResponse answer =
        gateway.raw(
            "GET /api/product HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    assertThat(answer.status()).as(answer.text()).isNotEqualTo(101);
    assertThat(readApi.received()).allMatch(r -> r.header("Upgrade").isEmpty());
  }

  @Test
  void passesTheBodyOnWithItsLength() {
    HttpResponse<String> answer =
        gateway.post(
            "/api/invest", "{\"title\":\"종\"}", "Content-Type", "application/json", "X-A", "b");

    assertThat(answer.statusCode()).isEqualTo(200);
    Received received = writeApi.last();
    assertThat(received.text()).isEqualTo("{\"title\":\"종\"}");
    assertThat(received.header("Content-Length")).containsExactly("15");
    assertThat(received.header("X-A")).containsExactly("b");
  }

  @Test
  void handsHeaderBytesOverAsTheyCame() {
    // Each char is one byte of "홍길동" in UTF-8.
    String utf8 = new String("홍길동".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    RawResponse answer =
        gateway.raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID: "
                + utf8
                + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(writeApi.last().header("X-USER-ID")).containsExactly(utf8);
  }

  @Test
  void passesErrorsOfTheServicesOnUnchanged() {
    String conflict =
        "{\"result\":false,\"code\":\"IDEMPOTENCY_KEY_IN_USE\",\"message\":\"m\",\"data\":null,"
            + "\"status\":409}";
    writeApi.answers(FakeService.json(409, conflict, "Retry-After: 7", "X-B: c"));

    HttpResponse<String> answer = gateway.post("/api/invest", "{}");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).isEqualTo(conflict);
    assertThat(answer.headers().allValues("Retry-After")).containsExactly("7");
    assertThat(answer.headers().allValues("X-B")).containsExactly("c");
  }

  @Test
  void passesUnavailabilityOfAServiceOnUnchanged() {
    String busy =
        "{\"result\":false,\"code\":\"BUSY\",\"message\":\"m\",\"data\":null,\"status\":503}";
    writeApi.answers(FakeService.json(503, busy, "Retry-After: 3"));
    readApi.answers(FakeService.json(503, busy, "Retry-After: 3"));

    HttpResponse<String> write = gateway.post("/api/invest", "{}");
    HttpResponse<String> read = gateway.get("/api/product");

    assertThat(write.body()).isEqualTo(busy);
    assertThat(write.headers().allValues("Retry-After")).containsExactly("3");
    assertThat(read.body()).isEqualTo(busy);
    assertThat(read.headers().allValues("Retry-After")).containsExactly("3");
    assertThat(read.headers().allValues("Content-Type")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-USER-ID", "Idempotency-Key", "X-Correlation-Id", "Content-Type"})
  void refusesAHeaderThatComesTwiceBeforeTheServiceSeesIt(String header) {
    RawResponse answer =
        gateway.raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
                + (header + ": a\r\n" + header + ": b\r\n\r\n{}"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertRefused(answer.body(), 400, "INVALID_REQUEST");
    assertThat(answer.body()).contains("\"" + header + ": must be sent once\"");
    assertThat(writeApi.received()).isEmpty();
  }

  @Test
  void passesNoneOfTwoPlacesInATraceOn() {
    String place = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
    String head = "GET /api/product HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    assertThat(gateway.raw(head + place + "\r\n").status()).isEqualTo(200);
    assertThat(readApi.last().header("traceparent")).hasSize(1);
    assertThat(gateway.raw(head + place + place + "\r\n").status()).isEqualTo(200);
    assertThat(readApi.last().header("traceparent")).isEmpty();
  }

  @Test
  void refusesACompressedBodyBeforeTheServiceSeesIt() {
    HttpResponse<String> answer =
        gateway.post(
            "/api/invest", "{}", "Content-Type", "application/json", "Content-Encoding", "gzip");

    assertRefused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    assertThat(answer.headers().allValues("Accept-Encoding")).containsExactly("identity");
    assertThat(writeApi.received()).isEmpty();
  }

  @Test
  void keepsAWellFormedCorrelationId() {
    HttpResponse<String> answer = gateway.get("/api/product", "X-Correlation-Id", "my-id_1.2");

    assertThat(readApi.last().header("X-Correlation-Id")).containsExactly("my-id_1.2");
    assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly("my-id_1.2");
  }

  @Test
  void replacesAMalformedCorrelationId() {
    HttpResponse<String> answer = gateway.get("/api/product", "X-Correlation-Id", "a b\"c");

    String id = readApi.last().header("X-Correlation-Id").get(0);
    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly(id);
  }

  @Test
  void returnsOneCorrelationIdEvenIfTheServiceSetsOne() {
    readApi.answers(FakeService.json(200, "{}", "X-Correlation-Id: the-services-own"));

    HttpResponse<String> answer = gateway.get("/api/product", "X-Correlation-Id", "mine");

    assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly("mine");
  }

  @Test
  void passesNoForwardedHeadersOn() {
    String[] claims = {
      "X-Forwarded-Host", "evil.example",
      "X-Forwarded-Port", "1",
      "X-Forwarded-Proto", "https",
      "X-Forwarded-For", "6.6.6.6",
      "X-Forwarded-Prefix", "/evil",
      "Forwarded", "host=evil.example;proto=https"
    };

    gateway.get("/api/product", claims);
    gateway.post("/api/invest", "{}", claims);

    for (FakeService service : new FakeService[] {readApi, writeApi}) {
      Received received = service.last();
      for (int i = 0; i < claims.length; i += 2) {
        assertThat(received.header(claims[i])).as(claims[i]).isEmpty();
      }
    }
  }

  @Test
  void joinsTheDocumentationOfBothServicesOnOnePage() {
    HttpResponse<String> page = gateway.get("/swagger-ui.html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("swagger-ui");
    assertThat(gateway.get("/webjars/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);

    JsonNode urls = json(gateway.get("/v3/api-docs/swagger-config").body()).get("urls");
    assertThat(urls)
        .extracting(url -> url.get("url").asString())
        .containsExactlyInAnyOrder("/v3/api-docs/read-api", "/v3/api-docs/write-api");
    for (JsonNode url : urls) {
      assertThat(gateway.get(url.get("url").asString()).statusCode()).isEqualTo(200);
    }
    assertThat(readApi.received()).extracting(Received::line).containsExactly("GET /v3/api-docs");
    assertThat(writeApi.received()).extracting(Received::line).containsExactly("GET /v3/api-docs");
  }

  @Test
  void servesItsOwnHealth() {
    for (String path : new String[] {"/livez", "/readyz"}) {
      assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(readApi.received()).isEmpty();
    assertThat(writeApi.received()).isEmpty();
  }
}
