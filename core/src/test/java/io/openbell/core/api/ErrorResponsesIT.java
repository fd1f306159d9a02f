package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.testkit.http.RawHttp;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every way a request can go wrong, over real HTTP, and the one answer each has. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.http.codecs.max-in-memory-size=16KB",
      "openbell.zone=Asia/Seoul",
      "logging.level.openbell.access=DEBUG",
      "openbell.access-log.refused-per-second=0"
    })
class ErrorResponsesIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WHOLE_NUMBER =
      "must be a whole number of at most 9223372036854775807, without quotes or fraction";
  private static final String ORDER = "{\"productId\":7,\"amount\":10}";
  private static final String SECRET = "jdbc password hunter2";

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {
        DataSourceAutoConfiguration.class,
        OpenTelemetryTracingAutoConfiguration.class,
        NoopTracerAutoConfiguration.class
      })
  @Import({ApiConfiguration.class, Orders.class})
  static class App {
    @Bean
    ErrorObserver observer() {
      return (request, code) ->
          observed.add(request.getMethod() + " " + request.getPath().value() + " " + code);
    }

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    ErrorTranslator upstream() {
      return error ->
          error instanceof UpstreamAway
              ? new ApiException(ApiCode.LOCK_UNAVAILABLE, "ask again")
              : null;
    }
  }

  private static final AtomicInteger waiting = new AtomicInteger();
  private static final List<String> observed = new CopyOnWriteArrayList<>();

  static class UpstreamAway extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  enum Colour {
    RED,
    GREEN
  }

  record Order(
      @NotNull @Positive Long productId,
      @NotNull @Positive Long amount,
      Boolean allowPartial,
      String note,
      Integer pieces,
      Part part) {}

  record Part(int count, boolean spare, long weight, List<Part> more) {}

  record Shown(LocalDateTime at, String none) {}

  @RestController
  static class Orders {
    private final ApiZone zone;

    Orders(ApiZone zone) {
      this.zone = zone;
    }

    @PostMapping("/orders")
    Envelope<Order> order(@Valid @RequestBody Order order) {
      return Envelope.ok(order);
    }

    @PostMapping("/limited-orders")
    Envelope<Order> limited(
        @Valid @RequestBody Order order, @RequestParam(defaultValue = "1") @Min(1) int times) {
      return Envelope.ok(order);
    }

    @GetMapping("/orders")
    Envelope<Integer> list(
        @RequestParam(defaultValue = "0") @Min(0) int page,
        @RequestParam(defaultValue = "10") @Min(1) @Max(100) int size,
        @RequestParam(required = false) Colour colour) {
      return Envelope.ok(page);
    }

    @GetMapping("/orders/{id}")
    Envelope<Long> one(@PathVariable long id) {
      return Envelope.ok(id);
    }

    @GetMapping("/parts/{partId}")
    Envelope<UUID> part(@PathVariable UUID partId) {
      return Envelope.ok(partId);
    }

    @GetMapping("/required")
    Envelope<String> required(@RequestHeader("X-Some") String some, @RequestParam String other) {
      return Envelope.ok(ApiHeaders.utf8("X-Some", some));
    }

    @GetMapping("/shown")
    Envelope<Shown> shown() {
      return Envelope.ok(new Shown(zone.local(Instant.parse("2026-11-20T01:00:00Z")), null));
    }

    @GetMapping("/correlation")
    Envelope<String> correlation(@RequestHeader("X-Correlation-Id") String id) {
      return Envelope.ok(id);
    }

    @GetMapping("/place")
    Envelope<String> place(
        @RequestHeader(name = "traceparent", required = false) String parent,
        @RequestHeader(name = "tracestate", required = false) String state) {
      return Envelope.ok(parent + " " + state);
    }

    @GetMapping("/codes/{code}")
    Mono<Void> code(@PathVariable ApiCode code) {
      return Mono.error(new ApiException(code, "field: rule"));
    }

    @GetMapping("/statuses/{status}")
    Mono<Void> status(@PathVariable int status) {
      return Mono.error(new ResponseStatusException(HttpStatusCode.valueOf(status), SECRET));
    }

    @GetMapping("/unforeseen")
    Mono<Void> unforeseen() {
      throw new IllegalStateException(SECRET, new IOException("at 10.0.0.7"));
    }

    @GetMapping("/translated")
    Mono<Void> translated() {
      return Mono.error(new UpstreamAway());
    }

    @GetMapping("/waiting")
    Mono<Envelope<String>> waiting() {
      waiting.incrementAndGet();
      return Mono.never();
    }

    @GetMapping("/broken-below")
    Mono<Void> brokenBelow() {
      return Mono.error(new IllegalStateException(SECRET, new IOException("Connection reset")));
    }

    @GetMapping(value = "/endless", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Long> endless() {
      return Flux.interval(Duration.ofMillis(20)).onBackpressureDrop();
    }

    @GetMapping(value = "/half", produces = MediaType.TEXT_PLAIN_VALUE)
    Flux<String> half() {
      return Flux.just("half of it").concatWith(Mono.error(new IllegalStateException(SECRET)));
    }
  }

  @LocalServerPort private int port;
  @Autowired private MeterRegistry meters;

  private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
  private final ListAppender<ILoggingEvent> accesses = new ListAppender<>();

  @BeforeEach
  void listen() {
    errors.start();
    accesses.start();
    logger(ErrorResponses.class.getName()).addAppender(errors);
    logger("openbell.access").addAppender(accesses);
  }

  @AfterEach
  void stopListening() {
    logger(ErrorResponses.class.getName()).detachAppender(errors);
    logger("openbell.access").detachAppender(accesses);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private static void assertRefused(HttpResponse<String> response, ApiCode code, String message) {
    assertThat(response.body())
        .isEqualTo(
            "{\"result\":false,\"code\":\"%s\",\"message\":%s,\"data\":null,\"status\":%d}"
                .formatted(code.wireName(), JSON.writeValueAsString(message), code.status()));
    assertThat(response.statusCode()).isEqualTo(code.status());
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(code.isTemporary());
    assertThat(response.headers().firstValue("X-Correlation-Id")).isPresent();
  }

  // --- success

  @Test
  void anAcceptedRequestIsAnsweredInTheEnvelopeFieldByField() throws Exception {
    HttpResponse<String> response = post("/orders", ORDER);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":{")
        .endsWith("},\"status\":200}");
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.propertyNames()).containsExactly("result", "code", "message", "data", "status");
    assertThat(body.get("data").get("amount").longValue()).isEqualTo(10);
  }

  @Test
  void aTimeIsShownInTheConfiguredZoneAndNothingIsShownAsNull() throws Exception {
    assertThat(JSON.readTree(get("/shown").body()).get("data").toString())
        .isEqualTo("{\"at\":\"2026-11-20T10:00:00\",\"none\":null}");
  }

  // --- every code

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void everyCodeIsSentUnderItsStatusWithRetryAfterWhenAskingAgainCanHelp(ApiCode code)
      throws Exception {
    assertRefused(get("/codes/" + code), code, "field: rule");
    assertThat(get("/codes/" + code).headers().allValues("Retry-After"))
        .isEqualTo(code.isTemporary() ? List.of("1") : List.of());
  }

  // --- bodies

  static Stream<Arguments> brokenBodies() {
    String required = "body: is required and must be well-formed JSON";
    String malformed = "body: must be well-formed JSON";
    String noObject = "body: must be a JSON object";
    return Stream.of(
        Arguments.of("", required),
        Arguments.of("null", required),
        Arguments.of("{", malformed),
        Arguments.of("{\"productId\":}", malformed),
        Arguments.of("{\"productId\":7,}", malformed),
        Arguments.of("{\"productId\":07}", malformed),
        Arguments.of("{\"productId\":NaN}", malformed),
        Arguments.of("{/**/}", malformed),
        Arguments.of("productId=7", malformed),
        Arguments.of("[]", noObject),
        Arguments.of("7", noObject),
        Arguments.of("\"7\"", noObject),
        Arguments.of(ORDER + "{}", malformed),
        Arguments.of(ORDER + " x", malformed),
        Arguments.of(
            "{\"productId\":7,\"amount\":1,\"amount\":2}", "body: must not name a field twice"),
        Arguments.of("{\"productId\":7,\"amount\":1,\"price\":2}", "price: is not a known field"),
        Arguments.of("{\"productId\":7,\"Amount\":1}", "Amount: is not a known field"),
        Arguments.of("{\"productId\":7,\"amount\":1.5}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":1.0}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":1e3}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":\"1\"}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":\"\"}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":true}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":[1]}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":{}}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"productId\":7,\"amount\":9223372036854775808}", "amount: " + WHOLE_NUMBER),
        Arguments.of(
            "{\"productId\":7,\"amount\":" + "9".repeat(900) + "}", "amount: " + WHOLE_NUMBER),
        Arguments.of("{\"pieces\":2147483648}", "pieces: " + WHOLE_NUMBER),
        Arguments.of("{\"pieces\":\"1\"}", "pieces: " + WHOLE_NUMBER),
        Arguments.of("{\"allowPartial\":\"true\"}", "allowPartial: must be true or false"),
        Arguments.of("{\"allowPartial\":1}", "allowPartial: must be true or false"),
        Arguments.of("{\"note\":5}", "note: must be a text in quotes"),
        Arguments.of("{\"note\":true}", "note: must be a text in quotes"),
        Arguments.of("{\"note\":[\"a\"]}", "note: must be a text in quotes"),
        Arguments.of("{\"part\":7}", "part: must be a JSON object"),
        Arguments.of("{\"part\":{\"count\":1.5}}", "part.count: " + WHOLE_NUMBER),
        Arguments.of("{\"part\":{\"count\":\"1\"}}", "part.count: " + WHOLE_NUMBER),
        Arguments.of("{\"part\":{\"count\":null}}", "part.count: " + WHOLE_NUMBER),
        Arguments.of("{\"part\":{\"spare\":\"no\"}}", "part.spare: must be true or false"),
        Arguments.of("{\"part\":{\"weight\":\"1\"}}", "part.weight: " + WHOLE_NUMBER),
        Arguments.of("{\"part\":{\"more\":7}}", "part.more: must be a JSON array"),
        Arguments.of("{\"part\":{\"more\":[7]}}", "part.more[0]: must be a JSON object"),
        Arguments.of(
            "{\"part\":{\"more\":[{\"count\":1,\"spare\":true,\"weight\":1},{\"count\":\"1\"}]}}",
            "part.more[1].count: " + WHOLE_NUMBER),
        Arguments.of("{}", "amount: must not be null"),
        Arguments.of("{\"productId\":null,\"amount\":1}", "productId: must not be null"),
        Arguments.of("{\"productId\":7,\"amount\":0}", "amount: must be greater than 0"),
        Arguments.of("{\"productId\":-7,\"amount\":-1}", "amount: must be greater than 0"));
  }

  @ParameterizedTest
  @MethodSource("brokenBodies")
  void aWrongBodyIsToldWhichFieldBreaksWhichRule(String body, String message) throws Exception {
    assertRefused(post("/orders", body), ApiCode.INVALID_REQUEST, message);
  }

  @ParameterizedTest
  @MethodSource("brokenBodies")
  void aWrongBodyBesideCheckedParametersIsToldTheSame(String body, String message)
      throws Exception {
    assertRefused(post("/limited-orders", body), ApiCode.INVALID_REQUEST, message);
  }

  @Test
  void aNumberLongerThanAnyNumberIsRefused() throws Exception {
    HttpResponse<String> response = post("/orders", "{\"amount\":" + "9".repeat(5000) + "}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"INVALID_REQUEST\"");
  }

  @Test
  void aBodyOfSixteenKibibytesIsReadAndOneByteMoreIsTooLarge() throws Exception {
    String longest = ORDER + " ".repeat(16 * 1024 - ORDER.length());
    assertThat(post("/orders", longest).statusCode()).isEqualTo(200);
    assertRefused(
        post("/orders", longest + " "), ApiCode.PAYLOAD_TOO_LARGE, "body: must be at most 16 KiB");
  }

  // --- headers, parameters, paths

  static Stream<Arguments> brokenRequests() {
    return Stream.of(
        Arguments.of("/required?other=a", "X-Some: is required"),
        Arguments.of("/orders?page=x", "page: must be a whole number"),
        Arguments.of("/orders?page=1.5", "page: must be a whole number"),
        Arguments.of("/orders?page=99999999999", "page: must be a whole number"),
        Arguments.of("/orders/x", "id: must be a whole number"),
        Arguments.of("/orders/99999999999999999999", "id: must be a whole number"),
        Arguments.of("/parts/7", "partId: must be a UUID"),
        Arguments.of("/orders?page=-1", "page: must be greater than or equal to 0"),
        Arguments.of("/orders?size=0", "size: must be greater than or equal to 1"),
        Arguments.of("/orders?size=101", "size: must be less than or equal to 100"),
        Arguments.of("/orders?colour=BLUE", "colour: must be one of [RED, GREEN]"));
  }

  @ParameterizedTest
  @MethodSource("brokenRequests")
  void aWrongHeaderOrParameterIsToldByName(String path, String message) throws Exception {
    assertRefused(get(path), ApiCode.INVALID_REQUEST, message);
  }

  @Test
  void aMissingParameterIsToldByName() throws Exception {
    assertRefused(
        send(to("/required").header("X-Some", "a")), ApiCode.INVALID_REQUEST, "other: is required");
  }

  @Test
  void aHeaderInUtf8ArrivesAsItsText() throws Exception {
    // Over a bare socket: Java's client sends no such header.
    String request =
        "GET /required?other=a HTTP/1.1\r\nHost: localhost\r\nX-Some: 김철수\r\n"
            + "Connection: close\r\n\r\n";
    assertThat(raw(request)).startsWith("HTTP/1.1 200 ").contains("\"data\":\"김철수\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/orders/7/parts", "/"})
  void aPathThatNothingServesIsNotFound(String path) throws Exception {
    assertRefused(get(path), ApiCode.NOT_FOUND, "path: nothing is served here");
  }

  @Test
  void aMethodThatIsNotAllowedIsToldWhichAre() throws Exception {
    HttpResponse<String> response = send(to("/orders").DELETE());
    assertRefused(response, ApiCode.METHOD_NOT_ALLOWED, "method: is not allowed here");
    assertThat(response.headers().firstValue("Allow").orElse("").split(",\\s*"))
        .containsExactlyInAnyOrder("GET", "HEAD", "POST");
  }

  @Test
  void aClientThatTakesNoJsonIsToldInJson() throws Exception {
    assertRefused(
        send(to("/orders").header("Accept", "text/csv")),
        ApiCode.NOT_ACCEPTABLE,
        "Accept: must allow application/json");
  }

  @Test
  void aBodyThatIsNoJsonIsNotRead() throws Exception {
    assertRefused(
        send(to("/orders").header("Content-Type", "text/xml").POST(BodyPublishers.ofString(ORDER))),
        ApiCode.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type: must be application/json");
  }

  // --- headers that come twice, bodies that come compressed

  /** The bytes of a request, and everything that is answered. */
  private String raw(String request) {
    return RawHttp.send("http://localhost:" + port, request);
  }

  private static final String HEAD = "POST /orders HTTP/1.1\r\nConnection: close\r\n";
  private static final String JSON_TYPE = "Content-Type: application/json\r\n";

  static List<String> headersThatHaveOneValue() {
    return ApiHeaders.ONCE;
  }

  @ParameterizedTest
  @MethodSource("headersThatHaveOneValue")
  void aHeaderThatHasOneValueIsRefusedWhenItComesTwice(String header) throws IOException {
    for (String second : List.of("one", "another")) {
      String answer =
          raw(
              HEAD
                  + (header.equals("Host") ? "" : "Host: localhost\r\n")
                  + (header + ": one\r\n" + header.toUpperCase() + ": " + second + "\r\n")
                  + "Content-Length: "
                  + ORDER.length()
                  + "\r\n\r\n"
                  + ORDER);

      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"INVALID_REQUEST\",\"message\":\"" + header + ": must be sent once\"")
          .containsIgnoringCase("X-Correlation-Id: ");
    }
    assertThat(Path.of("../docs/api.md")).content().contains("`" + header + "`");
  }

  @Test
  void aHeaderThatIsAListMayComeTwice() throws IOException {
    String answer =
        raw(
            "GET /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Accept: text/csv\r\nAccept: application/json\r\nX-Some: a\r\nX-Some: b\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void twoPlacesInATraceAreNone() throws IOException {
    String place = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
    String head = "GET /place HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    assertThat(raw(head + place + "tracestate: a=b\r\n\r\n"))
        .contains("\"data\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 a=b\"");
    assertThat(raw(head + place + place + "tracestate: a=b\r\n\r\n"))
        .contains("\"data\":\"null null\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "br", "deflate", "identity, gzip", "x", "*"})
  void aCompressedBodyIsRefusedAndToldWhatIsAccepted(String coding) throws Exception {
    HttpResponse<String> response =
        send(
            to("/orders")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofString(ORDER)));

    assertRefused(
        response,
        ApiCode.UNSUPPORTED_MEDIA_TYPE,
        "Content-Encoding: must be left out, or identity: the body is read as it comes");
    assertThat(response.headers().allValues("Accept-Encoding")).containsExactly("identity");
  }

  @Test
  void aBodyThatSaysItIsNotCompressedIsReadAndAnotherRefusalSpeaksOfNoCoding() throws Exception {
    HttpRequest.Builder request =
        to("/orders")
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "Identity")
            .POST(BodyPublishers.ofString(ORDER));
    assertThat(send(request).statusCode()).isEqualTo(200);

    HttpResponse<String> wrongType = send(request.setHeader("Content-Type", "text/xml"));
    assertThat(wrongType.statusCode()).isEqualTo(415);
    assertThat(wrongType.headers().firstValue("Accept-Encoding")).isEmpty();
  }

  @Test
  void aBodyCompressedOnTheWayIsRefusedToo() throws IOException {
    String answer =
        raw(
            HEAD
                + "Host: localhost\r\n"
                + JSON_TYPE
                + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("\"Transfer-Encoding: must be chunked and nothing else\"");
  }

  // --- errors that are ours

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(400, ApiCode.INVALID_REQUEST),
        Arguments.of(402, ApiCode.INVALID_REQUEST),
        Arguments.of(404, ApiCode.NOT_FOUND),
        Arguments.of(405, ApiCode.METHOD_NOT_ALLOWED),
        Arguments.of(406, ApiCode.NOT_ACCEPTABLE),
        Arguments.of(413, ApiCode.PAYLOAD_TOO_LARGE),
        Arguments.of(415, ApiCode.UNSUPPORTED_MEDIA_TYPE),
        Arguments.of(429, ApiCode.TOO_MANY_REQUESTS),
        Arguments.of(500, ApiCode.INTERNAL_SERVER_ERROR),
        Arguments.of(501, ApiCode.INTERNAL_SERVER_ERROR),
        Arguments.of(502, ApiCode.UNAVAILABLE),
        Arguments.of(503, ApiCode.UNAVAILABLE),
        Arguments.of(504, ApiCode.GATEWAY_TIMEOUT));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void anErrorOfTheFrameworkGetsACodeAndItsReasonStaysInside(int status, ApiCode code)
      throws Exception {
    HttpResponse<String> response = get("/statuses/" + status);
    assertThat(response.body()).doesNotContain(SECRET);
    assertRefused(response, code, JSON.readTree(response.body()).get("message").stringValue());
  }

  @Test
  void anErrorNobodyForesawSaysNothingOfTheInside() throws Exception {
    assertRefused(get("/unforeseen"), ApiCode.INTERNAL_SERVER_ERROR, "Something went wrong here");
  }

  @Test
  void anErrorNobodyForesawIsLoggedUnderTheIdTheClientWasGiven() throws Exception {
    HttpResponse<String> response = get("/unforeseen");
    String id = response.headers().firstValue("X-Correlation-Id").orElseThrow();
    assertThat(errors.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage())
                  .isEqualTo(
                      "event=unforeseen-error method=GET path=/unforeseen correlation=" + id);
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo(SECRET);
            });
  }

  @Test
  void aRefusalIsNoErrorInTheLog() throws Exception {
    get("/codes/BUSY");
    post("/orders", "{");
    assertThat(errors.list).isEmpty();
  }

  @Test
  void whatAServiceTranslatesIsAnsweredAsItSays() throws Exception {
    assertRefused(get("/translated"), ApiCode.LOCK_UNAVAILABLE, "ask again");
  }

  @Test
  void anAnswerAlreadyBegunIsCutOffNotContinuedWithAnEnvelope() {
    assertThatThrownBy(() -> get("/half")).isInstanceOf(IOException.class);
  }

  // --- clients that leave

  /** How a client leaves: it hangs up, or its connection is reset. */
  private static void leave(Socket socket, boolean reset) throws IOException {
    if (reset) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  private double left(String answer) {
    return meters.get("openbell.clients.left").tag("answer", answer).counter().count();
  }

  private Socket ask(String request) throws IOException {
    Socket socket = new Socket("localhost", port);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void assertOneQuietLine(String level, String line, String answered) {
    assertThat(errors.list).isEmpty();
    assertThat(accesses.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .filteredOn(event -> event.contains("client-left"))
        .singleElement()
        .asString()
        .startsWith(level + " event=client-left " + line + " correlation=");
    assertThat(accesses.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(event -> event.contains("event=answered"))
        .hasSize(answered.isEmpty() ? 0 : 1)
        .allMatch(event -> event.contains(answered));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLeavesInTheMiddleOfABodyIsCountedAndNoErrorOfOurs(boolean reset) throws Exception {
    observed.clear();
    double before = left("none");
    Socket socket =
        ask(
            "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"productId\"");
    // Its head has been read: what is sent after it is answered on another connection.
    get("/orders");
    accesses.list.clear();
    leave(socket, reset);

    await().until(() -> left("none") == before + 1);
    assertOneQuietLine("INFO", "method=POST path=/orders answer=none", "");
    assertThat(observed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLeavesBeforeTheAnswerIsCounted(boolean reset) throws Exception {
    double before = left("none");
    int waited = waiting.get();
    Socket socket = ask("GET /waiting HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await().until(() -> waiting.get() == waited + 1);
    leave(socket, reset);

    await().until(() -> left("none") == before + 1);
    assertOneQuietLine("INFO", "method=GET path=/waiting answer=none", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLeavesAStreamIsCountedApart(boolean reset) throws Exception {
    double before = left("begun");
    Socket socket = ask("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    leave(socket, reset);

    await().until(() -> left("begun") == before + 1);
    assertOneQuietLine(
        "DEBUG", "method=GET path=/endless answer=begun", "path=/endless status=200");
  }

  @Test
  void whoHasTheWholeAnswerMayLeave() throws Exception {
    double before = left("none") + left("begun");
    for (int i = 0; i < 20; i++) {
      Socket socket = ask("GET /orders HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      leave(socket, i % 2 == 0);
      post("/orders", ORDER);
      post("/orders", "{");
      raw("GET /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      raw("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
    assertThat(left("none") + left("begun")).isEqualTo(before);
  }

  @Test
  void aConnectionOfOursThatBreaksIsNoClientThatLeaves() throws Exception {
    double before = left("none");

    assertRefused(get("/broken-below"), ApiCode.INTERNAL_SERVER_ERROR, "Something went wrong here");

    assertThat(left("none")).isEqualTo(before);
    assertThat(errors.list).hasSize(1);
  }

  // --- correlation

  @Test
  void theClientsCorrelationIdIsPassedOnAndReturned() throws Exception {
    HttpResponse<String> response = send(to("/correlation").header("X-Correlation-Id", "web-1"));
    assertThat(response.headers().allValues("X-Correlation-Id")).containsExactly("web-1");
    assertThat(response.body()).contains("\"data\":\"web-1\"");
  }

  @Test
  void anIdThatCouldForgeALogLineIsReplacedEverywhere() throws Exception {
    HttpResponse<String> response =
        send(to("/unforeseen").header("X-Correlation-Id", "x event=forged"));
    assertThat(response.headers().firstValue("X-Correlation-Id").orElseThrow())
        .matches("[0-9a-f]{16}");
    assertThat(errors.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).doesNotContain("forged"));
  }

  @Test
  void everyErrorIsObservedOnceWithTheCodeThatIsAnswered() throws Exception {
    observed.clear();
    get("/unforeseen");
    get("/nowhere");
    get("/orders");
    post("/orders", "{");
    assertThat(observed)
        .containsExactly(
            "GET /unforeseen INTERNAL_SERVER_ERROR",
            "GET /nowhere NOT_FOUND",
            "POST /orders INVALID_REQUEST");
  }

  @Test
  void everyAnswerIsOneEventInTheAccessLog() throws Exception {
    String id = post("/orders", ORDER).headers().firstValue("X-Correlation-Id").orElseThrow();
    get("/orders");
    get("/unforeseen");
    get("/readyz");
    get("/livez");
    assertThat(accesses.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .filteredOn(line -> line.contains("event=answered"))
        .satisfiesExactly(
            write ->
                assertThat(write)
                    .matches(
                        "INFO event=answered method=POST path=/orders status=200 micros=\\d+"
                            + " correlation="
                            + id),
            read -> assertThat(read).startsWith("INFO event=answered method=GET path=/orders "),
            failure -> assertThat(failure).startsWith("WARN ").contains(" status=500 "),
            // Every second, from everywhere.
            ready -> assertThat(ready).startsWith("DEBUG ").contains(" path=/readyz "),
            live -> assertThat(live).startsWith("DEBUG ").contains(" path=/livez "));
  }

  @Test
  void refusedRequestsBeyondTheLimitAreCountedInOneEvent() throws Exception {
    get("/nowhere");
    get("/nowhere");
    post("/orders", "{");
    get("/orders");
    await()
        .untilAsserted(
            () ->
                assertThat(accesses.list.stream().mapToLong(ErrorResponsesIT::leftOut).sum())
                    .as("those of the test before may be among them")
                    .isGreaterThanOrEqualTo(3));
    assertThat(accesses.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.startsWith("event=answered"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains(" path=/orders status=200 "));
  }

  private static long leftOut(ILoggingEvent event) {
    Matcher counted =
        Pattern.compile("event=refused-not-logged count=(\\d+) status-.*")
            .matcher(event.getFormattedMessage());
    return counted.matches() ? Long.parseLong(counted.group(1)) : 0;
  }
}
