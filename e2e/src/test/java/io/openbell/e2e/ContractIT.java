package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiCode;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.RawHttp;
import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ContractIT {
  private static final Map<String, String> USER4 = Map.of("X-USER-ID", "user4");

  /** What no call of a service answers: the path, the method or the gateway does. */
  private static final Set<ApiCode> OF_NO_CALL =
      EnumSet.of(
          ApiCode.NOT_FOUND,
          ApiCode.METHOD_NOT_ALLOWED,
          ApiCode.NOT_ACCEPTABLE,
          ApiCode.TOO_MANY_REQUESTS,
          ApiCode.GATEWAY_TIMEOUT);

  private static Openbell openbell;
  private static Client client;
  private static long product;

  @BeforeAll
  static void start() {
    openbell = Openbell.of(1, 1);
    client = openbell.client();
    product = client.product("Contract", 1_000);
  }

  private static List<String> fields(Reply reply) {
    return List.copyOf(reply.json().propertyNames());
  }

  private static JsonNode itemOf(Reply listing, long productId) {
    return listing
        .data()
        .get("list")
        .valueStream()
        .filter(item -> item.get("productId").asLong() == productId)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void connectionsAreAcceptedOnAThreadThatServesNoRequests() throws IOException {
    client.product("Threads", 1_000);
    for (Service service :
        List.of(openbell.gateway(), openbell.writeApis().get(0), openbell.readApi())) {
      Path threads = Path.of("/proc", Long.toString(service.pid()), "task");
      try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
        List<String> names = new ArrayList<>();
        for (Path thread : all) {
          names.add(Files.readString(thread.resolve("comm")).strip());
        }
        // reactor-http-select-epoll-1: Linux keeps 15 characters.
        assertThat(names).as(service.url()).contains("reactor-http-se", "reactor-http-ep");
      }
    }
  }

  @Test
  void theThreeCallsAnswerInTheEnvelopeThroughTheGatewayAndDirectly() {
    long three = client.product("Three calls", 1_000);
    Client write = new Client(openbell.writeApis().get(0).url());
    Client read = new Client(openbell.readApi().url());
    int paid = 0;
    for (Client investing : List.of(client, write)) {
      Reply reply = investing.invest("user4", three, 10);
      assertThat(reply.text())
          .isEqualTo(
              "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":\"OK\",\"status\":200}");
      paid += 10;
    }
    int expected = paid;
    for (Client reading : List.of(client, read)) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                Reply mine = reading.get("/api/product/my/invest?page=0&size=100", USER4);
                assertThat(mine.status()).isEqualTo(200);
                assertThat(fields(mine))
                    .containsExactly("result", "code", "message", "data", "status");
                assertThat(mine.data().propertyNames()).containsExactly("totalCount", "list");
                JsonNode item = itemOf(mine, three);
                assertThat(item.propertyNames())
                    .containsExactly(
                        "productId",
                        "userId",
                        "title",
                        "totalInvestingAmount",
                        "myInvestingAmount",
                        "investDate");
                assertThat(item.get("myInvestingAmount").asLong()).isEqualTo(expected);
              });
      Awaitility.await()
          .untilAsserted(
              () -> {
                Reply list = reading.get("/api/product?page=0&size=100", USER4);
                assertThat(list.data().propertyNames()).containsExactly("totalCount", "list");
                JsonNode item = itemOf(list, three);
                assertThat(item.propertyNames())
                    .containsExactly(
                        "productId",
                        "title",
                        "totalInvestingAmount",
                        "currentInvestingAmount",
                        "investingCnt",
                        "startedAt",
                        "finishedAt",
                        "investStatus");
                assertThat(item.get("currentInvestingAmount").asLong()).isEqualTo(expected);
                assertThat(item.get("investingCnt").asLong()).isEqualTo(1);
                assertThat(item.get("investStatus").asString()).isEqualTo("ONGOING");
              });
    }
  }

  @Test
  void anItemIsRegisteredChangedAndMovedAndShownExactly() {
    Reply registered =
        client.post("/api/item", Map.of(), "{\"name\":\"Bell\",\"price\":100,\"stock\":10}");
    assertThat(registered.status()).isEqualTo(201);
    String item = "/api/item/" + registered.data().get("itemId").asLong();
    Reply changed =
        client.send("PATCH", item, Map.of(), "{\"price\":70,\"status\":\"STOPPED\"}").join();
    Map<String, String> delivery = Map.of("Idempotency-Key", "delivery-1");
    Reply moved = client.post(item + "/stock", delivery, "{\"delta\":-4,\"reason\":\"lost\"}");

    assertThat(changed.data().get("price").asLong()).isEqualTo(70);
    assertThat(client.get(item).text()).isEqualTo(moved.text());
    assertThat(client.get(item).data().get("available").asLong()).isEqualTo(6);
    assertThat(client.post(item + "/stock", delivery, "{\"delta\":-4,\"reason\":\"lost\"}").text())
        .isEqualTo(moved.text());
    assertThat(client.post(item + "/stock", Map.of(), "{\"delta\":-7,\"reason\":\"x\"}").code())
        .isEqualTo("STOCK_SHORT");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/item?size=1&status=STOPPED").data().get("list").get(0))
                    .isEqualTo(moved.data()));
  }

  @Test
  void pointsAreChargedAndShownWithTheirLogAndWhatExpires() {
    Map<String, String> ann = Map.of("X-USER-ID", "ann", "Idempotency-Key", "charge-1");
    Reply first = client.post("/api/point/charge", ann, "{\"amount\":500}");
    Reply again = client.post("/api/point/charge", ann, "{\"amount\":500}");

    assertThat(first.ok()).as(first.text()).isTrue();
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(client.post("/api/point/charge", ann, "{\"amount\":501}").code())
        .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(
            client
                .post("/api/point/charge", Map.of("X-USER-ID", "ann"), "{\"amount\":10000001}")
                .code())
        .isEqualTo("POINT_LIMIT");
    assertThat(client.get("/api/point/my", ann).data().toString())
        .isEqualTo("{\"userId\":\"ann\",\"balance\":500}");
    JsonNode log = client.get("/api/point/my/log", ann).data();
    assertThat(log.get("totalCount").asLong()).isEqualTo(1);
    assertThat(log.get("list").get(0).get("entryId")).isEqualTo(first.data().get("chargeId"));
    JsonNode lots = client.get("/api/point/my/expiring?days=366", ann).data().get("list");
    assertThat(lots.get(0).get("expiresAt")).isEqualTo(first.data().get("expiresAt"));
    assertThat(client.get("/api/point/my/expiring", ann).data().get("totalCount").asInt()).isZero();
  }

  @Test
  void soldOutIsABusinessAnswerAndTheProductBecomesComplete() {
    long small = client.product("Small", 10);
    assertThat(client.invest("user1", small, 10).ok()).isTrue();

    Reply reply = client.invest("user4", small, 10);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).isEqualTo("SOLD_OUT");
    assertThat(reply.data().isNull()).isTrue();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        client.get("/api/product/" + small).data().get("investStatus").asString())
                    .isEqualTo("COMPLETE"));
  }

  @Test
  void whatBecameOfAnInvestmentIsFoundUnderItsKeyAndInTheLog() {
    Reply reply =
        client
            .invest(Map.of("X-USER-ID", "user9", "Idempotency-Key", "found-again"), product, 7)
            .join();
    assertThat(reply.ok()).isTrue();

    Map<String, String> user9 = Map.of("X-USER-ID", "user9");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .get("/api/invest/found-again", user9)
                            .data()
                            .get("investResult")
                            .asString())
                    .isEqualTo("SUCCESS"));
    var log = client.get("/api/product/my/invest/log?productId=" + product, user9).data();
    assertThat(log.get("totalCount").asLong()).isEqualTo(1);
    assertThat(log.get("list").get(0).get("investAmount").asLong()).isEqualTo(7);
    assertThat(client.get("/api/invest/found-again", USER4).code()).isEqualTo("NOT_EXIST_INVEST");
  }

  @Test
  void aKeyInDoubleQuotesIsFoundWithoutThem() {
    Map<String, String> quoted = Map.of("X-USER-ID", "user10", "Idempotency-Key", "\"in-quotes\"");
    Map<String, String> bare = Map.of("X-USER-ID", "user10", "Idempotency-Key", "in-quotes");

    Reply first = client.invest(quoted, product, 3).join();
    Reply again = client.invest(bare, product, 3).join();

    assertThat(first.ok()).as(first.text()).isTrue();
    assertThat(again.text()).isEqualTo(first.text());
    Reply found = client.get("/api/invest/in-quotes", Map.of("X-USER-ID", "user10"));
    assertThat(found.data().get("investAmount").asLong()).isEqualTo(3);
  }

  @Test
  void aKnownPathSaysWhichMethodsItHasAtTheGatewayAndBehind() throws IOException {
    for (String server : List.of(openbell.gateway().url(), openbell.writeApis().get(0).url())) {
      for (String method : List.of("GET", "PUT", "DELETE")) {
        assertThat(
                RawHttp.send(
                    server,
                    method + " /api/invest HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 405 ")
            .containsIgnoringCase("\r\nAllow: POST\r\n")
            .contains("\"METHOD_NOT_ALLOWED\"");
      }
    }
    for (String server : List.of(openbell.gateway().url(), openbell.readApi().url())) {
      for (String path : List.of("/api/product", "/api/product/live", "/api/product/" + product)) {
        assertThat(
                RawHttp.send(
                    server, "HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ")
            .endsWith("\r\n\r\n");
        assertThat(
                RawHttp.send(
                    server,
                    "OPTIONS " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ")
            .containsIgnoringCase("\r\nAllow: GET");
      }
    }
  }

  /** A change that is held back would come with the next one only, and there is none. */
  @Test
  @Timeout(60)
  void aCompressedStreamTellsAChangeAtOnceThroughTheGateway() throws Exception {
    long followed = client.product("Compressed", 1_000);
    HttpResponse<InputStream> stream =
        client
            .exchange(
                "GET",
                "/api/product/live",
                BodyPublishers.noBody(),
                BodyHandlers.ofInputStream(),
                "Accept-Encoding",
                "gzip")
            .join();
    assertThat(stream.headers().allValues("Content-Encoding")).containsExactly("gzip");
    StringBuilder told = new StringBuilder();
    byte[] some = new byte[8192];
    try (InputStream events = new GZIPInputStream(stream.body())) {
      for (int n = 0; told.indexOf("\"Compressed\"") < 0; n = events.read(some)) {
        told.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
      }
      client.invest("user4", followed, 123);
      for (int n = 0; told.indexOf("\"currentInvestingAmount\":123,") < 0; n = events.read(some)) {
        assertThat(n).isNotNegative();
        told.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
      }
    }
  }

  static Stream<Arguments> wrongInvestments() {
    String ok = "{\"productId\":$P,\"investAmount\":10}";
    return Stream.of(
        Arguments.of(Map.of(), ok, 400, "MISSING_X_USER_ID", "X-USER-ID"),
        Arguments.of(Map.of("X-USER-ID", "x".repeat(101)), ok, 400, "INVALID_REQUEST", "X-USER-ID"),
        Arguments.of(USER4, ok.replace("10", "0"), 400, "INVALID_REQUEST", "investAmount"),
        Arguments.of(USER4, ok.replace("10", "-1"), 400, "INVALID_REQUEST", "investAmount"),
        Arguments.of(USER4, ok.replace("10", "1.5"), 400, "INVALID_REQUEST", "investAmount"),
        Arguments.of(
            USER4, ok.replace("10", "9223372036854775808"), 400, "INVALID_REQUEST", "investAmount"),
        Arguments.of(USER4, ok.replace("10", "\"10\""), 400, "INVALID_REQUEST", "investAmount"),
        Arguments.of(
            USER4, ok.replace("}", ",\"x\":1}"), 400, "INVALID_REQUEST", "x: is not a known field"),
        Arguments.of(USER4, ok.replace("}", ""), 400, "INVALID_REQUEST", "body"),
        Arguments.of(
            Map.of("X-USER-ID", "user4", "Content-Type", "text/plain"),
            ok,
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Content-Type"),
        Arguments.of(USER4, ok + " ".repeat(17_000), 413, "PAYLOAD_TOO_LARGE", "body"),
        Arguments.of(
            USER4, ok.replace("10", "1001"), 200, "INVEST_AMOUNT_OVERFLOW", "investAmount"),
        Arguments.of(USER4, ok.replace("$P", "99999"), 404, "NOT_EXIST_PRODUCT", "productId"));
  }

  @ParameterizedTest
  @MethodSource("wrongInvestments")
  void aWrongInvestmentIsRefusedNamingTheFieldAndWritesNothing(
      Map<String, String> headers, String body, int status, String code, String field) {
    long fresh = client.product("Refusals", 1_000);
    for (Client through : List.of(client, new Client(openbell.writeApis().get(0).url()))) {
      Reply reply = through.post("/api/invest", headers, body.replace("$P", Long.toString(fresh)));
      assertThat(reply.status()).as(reply.text()).isEqualTo(status);
      assertThat(reply.json().get("status").asInt()).isEqualTo(status);
      assertThat(reply.ok()).isFalse();
      assertThat(reply.code()).isEqualTo(code);
      assertThat(reply.message()).startsWith(field);
    }
    assertThat(openbell.database().logs(fresh)).isZero();
  }

  @Test
  void aBlankUserIsRefusedAsItComesOverTheWire() throws IOException {
    String body = "{\"productId\":" + product + ",\"investAmount\":10}";
    String answer =
        RawHttp.send(
            openbell.gateway().url(),
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID:   \r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("X-USER-ID: must not be blank");
  }

  /** How the packets come differs from time to time, so many connections are tried. */
  @Test
  void afterABodyThatWasRefusedUnreadTheConnectionGoesOn() throws IOException {
    long kept = client.product("Kept alive", 1_000);
    String body = "{\"productId\":" + kept + ",\"investAmount\":1}";
    URI gateway = URI.create(openbell.gateway().url());
    for (int i = 0; i < 100; i++) {
      try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
        socket.setSoTimeout(10_000);
        for (int n = 0; n < 2; n++) {
          assertThat(postOn(socket, body + " ".repeat(17_000))).startsWith("HTTP/1.1 413");
          assertThat(postOn(socket, body)).startsWith("HTTP/1.1 200");
        }
      }
    }
  }

  /** What each service answers from another thread. */
  static Stream<Arguments> slowRequests() {
    String body = "{\"productId\":" + product + ",\"investAmount\":1}";
    String read = "GET /api/product/my/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID: user4\r\n\r\n";
    String write =
        "POST /api/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID: user4\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return Stream.of(
        Arguments.of(openbell.gateway(), write),
        Arguments.of(openbell.gateway(), read),
        Arguments.of(openbell.readApi(), read),
        Arguments.of(openbell.writeApis().get(0), write));
  }

  @ParameterizedTest
  @MethodSource("slowRequests")
  void requestsSentAheadAreAnsweredAndTheConnectionGoesOn(Service service, String slow)
      throws IOException {
    URI url = URI.create(service.url());
    String quick = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 10; i++) {
        out.write((slow + quick).getBytes(StandardCharsets.US_ASCII));
        assertThat(answerOn(socket)).startsWith("HTTP/1.1 200");
        assertThat(answerOn(socket)).startsWith("HTTP/1.1 404");
      }
    }
  }

  /** One request, and its answer's head. */
  private static String postOn(Socket socket, String body) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /api/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID: user4\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body.getBytes(StandardCharsets.US_ASCII));
    return answerOn(socket);
  }

  /** The next answer's head; its body is read, too. */
  private static String answerOn(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the connection ended after: %s", head).isNotNegative();
      head.append((char) next);
    }
    String length = head.toString().toLowerCase(Locale.ROOT).split("content-length: ")[1];
    in.readNBytes(Integer.parseInt(length.split("\r")[0]));
    return head.toString();
  }

  @Test
  void outsideItsPeriodAProductTakesNothing() {
    Instant now = Instant.now();
    long early = client.product("Early", 100, now.plusSeconds(3600), now.plusSeconds(7200));
    long late = client.product("Late", 100, now.minusSeconds(7200), now.minusSeconds(3600));

    assertThat(client.invest("user4", early, 10).code()).isEqualTo("NOT_STARTED");
    assertThat(client.invest("user4", late, 10).code()).isEqualTo("FINISHED");
    assertThat(openbell.database().logs(early) + openbell.database().logs(late)).isZero();
  }

  @Test
  void aWrongProductIsRefusedNamingTheField() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "{\"title\":\" \",\"totalInvestingAmount\":1,\"startedAt\":\"2026-01-01T00:00:00\",\"finishedAt\":\"2026-01-02T00:00:00\"}",
                "title",
                "{\"title\":\"t\",\"totalInvestingAmount\":1,\"startedAt\":\"2026-01-02T00:00:00\",\"finishedAt\":\"2026-01-02T00:00:00\"}",
                "finishedAt",
                "{\"title\":\"t\",\"totalInvestingAmount\":0,\"startedAt\":\"2026-01-01T00:00:00\",\"finishedAt\":\"2026-01-02T00:00:00\"}",
                "totalInvestingAmount")
            .entrySet()) {
      Reply reply = client.post("/api/product", Map.of(), wrong.getKey());
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
      assertThat(reply.message()).startsWith(wrong.getValue() + ": ");
    }
  }

  @Test
  void readsAreBoundedAndUnknownThingsNotFound() {
    assertThat(client.get("/api/product?size=101").message()).startsWith("size: ");
    assertThat(client.get("/api/product?page=-1").message()).startsWith("page: ");
    assertThat(client.get("/api/product?status=OPEN").message()).startsWith("status: ");
    assertThat(client.get("/api/product/987654").code()).isEqualTo("NOT_EXIST_PRODUCT");
    assertThat(client.get("/api/product/my/invest").code()).isEqualTo("MISSING_X_USER_ID");
    assertThat(client.get("/nothing/here").code()).isEqualTo("NOT_FOUND");
    assertThat(client.get("/nothing/here").status()).isEqualTo(404);
  }

  @Test
  void oneCorrelationIdIsInTheLogsOfEveryServiceOnTheWay() {
    Reply reply =
        client
            .invest(Map.of("X-USER-ID", "user4", "X-Correlation-Id", "follow-me-123"), product, 1)
            .join();

    assertThat(reply.correlation()).contains("follow-me-123");
    client.get("/api/product/" + product, Map.of("X-Correlation-Id", "follow-me-123"));
    Awaitility.await()
        .untilAsserted(
            () -> {
              for (Service service :
                  List.of(
                      openbell.gateway(),
                      openbell.writeApis().get(0),
                      openbell.readApi(),
                      openbell.consumers().get(0))) {
                assertThat(service.log()).content().contains("follow-me-123");
              }
            });
  }

  @Test
  void logsAreJsonWhereThatIsSwitchedOn() throws IOException {
    Reply reply = client.get("/api/product");
    String id = reply.correlation().orElseThrow();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(openbell.readApi().log()))
                    .filteredOn(line -> line.contains("correlation=" + id))
                    .singleElement()
                    .satisfies(
                        line -> {
                          JsonNode event = JsonMapper.shared().readTree(line);
                          assertThat(event.get("message").asString())
                              .startsWith("event=answered method=GET path=/api/product ");
                          assertThat(event.at("/service/name").asString()).isEqualTo("read-api");
                          assertThat(event.at("/log/level").asString()).isEqualTo("INFO");
                        }));
  }

  @Test
  void theOpenApiOfBothServicesIsJoinedAtTheGateway() {
    var write = client.get("/v3/api-docs/write-api").json();
    var read = client.get("/v3/api-docs/read-api").json();

    assertThat(write.get("paths").propertyNames())
        .containsExactlyInAnyOrder(
            "/api/invest",
            "/api/product",
            "/api/item",
            "/api/item/{id}",
            "/api/item/{id}/stock",
            "/api/point/charge",
            "/api/coupon",
            "/api/coupon/{id}/issue",
            "/api/order",
            "/api/order/{orderId}/payment",
            "/api/order/{orderId}/cancel");
    assertThat(read.get("paths").propertyNames())
        .containsExactlyInAnyOrder(
            "/api/product",
            "/api/product/{id}",
            "/api/product/live",
            "/api/product/my/invest",
            "/api/product/my/invest/log",
            "/api/invest/{idempotencyKey}",
            "/api/item",
            "/api/item/{id}",
            "/api/point/my",
            "/api/point/my/log",
            "/api/point/my/expiring",
            "/api/coupon",
            "/api/coupon/{id}",
            "/api/coupon/my",
            "/api/order/my",
            "/api/order/{orderId}",
            "/api/order/key/{idempotencyKey}",
            "/api/order/{orderId}/payment");
    for (var document : List.of(write, read)) {
      assertThat(document.get("servers").get(0).get("url").asString()).isEqualTo("/");
    }
    assertThat(client.get("/swagger-ui.html").status()).isIn(200, 302);
  }

  @Test
  void bothServicesDocumentTheirCallsInOneWay() {
    JsonNode write = client.get("/v3/api-docs/write-api").json();
    JsonNode read = client.get("/v3/api-docs/read-api").json();

    assertThat(write.at("/info/description")).isEqualTo(read.at("/info/description"));
    assertThat(tags(write)).isEqualTo(tags(read)).hasSize(6);
    Set<ApiCode> documented = EnumSet.noneOf(ApiCode.class);
    for (JsonNode document : List.of(write, read)) {
      for (JsonNode path : document.get("paths")) {
        for (JsonNode call : path) {
          assertThat(call.path("operationId").asString()).isNotBlank();
          assertThat(call.path("summary").asString()).isNotBlank();
          assertThat(call.get("tags").valueStream().map(JsonNode::asString))
              .hasSize(1)
              .isSubsetOf(tags(document).keySet());
          assertThat(call.get("responses").propertyNames()).contains("400", "500", "503");
          documented.addAll(errorsOf(call));
        }
      }
    }
    Set<ApiCode> errors = EnumSet.allOf(ApiCode.class);
    errors.removeIf(code -> code.status() < 400);
    errors.removeAll(OF_NO_CALL);
    assertThat(documented).isEqualTo(errors);
  }

  private static Map<String, String> tags(JsonNode document) {
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode tag : document.get("tags")) {
      tags.put(tag.get("name").asString(), tag.get("description").asString());
    }
    return tags;
  }

  /** The codes of a call's responses, each with an example that is what clients get. */
  private static Set<ApiCode> errorsOf(JsonNode call) {
    Set<ApiCode> codes = EnumSet.noneOf(ApiCode.class);
    call.get("responses")
        .forEachEntry(
            (status, response) ->
                response
                    .at("/content/application~1json/examples")
                    .forEachEntry(
                        (name, example) -> {
                          ApiCode code = ApiCode.valueOf(name);
                          assertThat(status).isEqualTo(Integer.toString(code.status()));
                          assertThat(response.get("description").asString()).contains(name);
                          assertThat(example.at("/value/code").asString()).isEqualTo(name);
                          assertThat(example.at("/value/message").asString()).doesNotContain("%");
                          assertThat(response.path("headers").has("Retry-After"))
                              .isEqualTo(code.isTemporary());
                          codes.add(code);
                        }));
    return codes;
  }

  @Test
  void theDocumentOfTheContractKnowsEveryCallParameterAndField() {
    String document = Checkout.read("docs/api.md");
    for (String service : List.of("read-api", "write-api")) {
      JsonNode openApi = client.get("/v3/api-docs/" + service).json();
      openApi
          .get("paths")
          .forEachEntry(
              (path, calls) ->
                  calls.forEachEntry(
                      (method, call) -> {
                        String title = method.toUpperCase(Locale.ROOT) + " " + path;
                        assertThat(document).contains("### `" + title + "`");
                        call.path("parameters")
                            .valueStream()
                            .filter(parameter -> !"path".equals(parameter.get("in").asString()))
                            .forEach(
                                parameter ->
                                    assertThat(document)
                                        .contains("`" + parameter.get("name").asString() + "`"));
                      }));
      openApi
          .at("/components/schemas")
          .forEachEntry(
              (name, schema) ->
                  assertThat(schema.path("properties").propertyNames())
                      .as(name)
                      .allSatisfy(
                          field ->
                              assertThat(document).containsPattern("[`\"]" + field + "[`\"]")));
    }
  }
}
