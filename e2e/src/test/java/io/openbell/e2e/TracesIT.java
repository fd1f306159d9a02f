package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.RawHttp;
import io.openbell.testkit.process.Service;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from the gateway over write-api and the broker to mq-consumer, sent over OTLP. */
class TracesIT {
  private static final String UNRECORDED =
      "00-11111111111111111111111111111111-2222222222222222-00";

  /** A span as it was sent; ids in hex, the parent's is empty for none. */
  private record Sent(
      String service,
      SpanKind kind,
      String trace,
      String id,
      String parent,
      Map<String, String> tags) {}

  private static final List<Sent> sent = new CopyOnWriteArrayList<>();
  private static HttpServer collector;
  private static Openbell openbell;
  private static Service writeApi;
  private static Service consumer;
  private static Service gateway;

  @BeforeAll
  static void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
              .getResourceSpansList()
              .forEach(TracesIT::keep);
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    openbell = Openbell.of(1, 1);
    openbell.consumers().get(0).stop(); // it would take the messages
    writeApi = traced("write-api", Map.of()).start();
    consumer = traced("mq-consumer", Map.of()).start();
    gateway =
        traced(
                "gateway",
                Map.of(
                    "openbell.gateway.write-api-uris", writeApi.url(),
                    "openbell.gateway.read-api-uris", openbell.readApi().url()))
            .start();
    Stream.of(writeApi, consumer, gateway).forEach(Service::awaitReady);
  }

  @AfterAll
  static void stop() {
    Stream.of(gateway, writeApi, consumer).forEach(Service::kill);
    collector.stop(0);
  }

  private static Service traced(String module, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("openbell.warm-up.time", "1s");
    settings.put("spring.profiles.active", "tracing");
    settings.put(
        "management.opentelemetry.tracing.export.otlp.endpoint",
        "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
    settings.put("management.opentelemetry.tracing.export.schedule-delay", "100ms");
    settings.put("management.tracing.sampling.probability", "1.0");
    return new Service(module, module + "-traced", openbell.servers(), settings);
  }

  private static void keep(ResourceSpans spans) {
    String service = tags(spans.getResource().getAttributesList()).get("service.name");
    spans.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(
            span ->
                new Sent(
                    service,
                    span.getKind(),
                    HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                    HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                    HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                    tags(span.getAttributesList())))
        .forEach(sent::add);
  }

  private static Map<String, String> tags(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, one -> one.getValue().getStringValue()));
  }

  private static Reply invest(Map<String, String> headers) {
    Client client = new Client(gateway.url());
    Map<String, String> all = new HashMap<>(headers);
    all.put("X-USER-ID", "traced");
    Reply reply = client.invest(all, client.product("Traced", 1_000), 10).join();
    assertThat(reply.ok()).isTrue();
    return reply;
  }

  private static Sent await(String trace, Predicate<Sent> span) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> sent.stream().filter(s -> s.trace().equals(trace)).filter(span).findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  private static Predicate<Sent> of(String service, SpanKind kind) {
    return span -> span.service().equals(service) && span.kind() == kind;
  }

  @Test
  void oneInvestmentIsOneTraceUntilItIsFinalized() throws IOException {
    String correlation = invest(Map.of()).correlation().orElseThrow();

    assertThat(correlation).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    String trace = correlation.substring(3, 35);
    Sent finalized = await(trace, of("mq-consumer", SpanKind.SPAN_KIND_CONSUMER));
    Sent written = await(trace, of("write-api", SpanKind.SPAN_KIND_SERVER));
    Sent passedOn = await(trace, of("gateway", SpanKind.SPAN_KIND_CLIENT));
    Sent asked = await(trace, of("gateway", SpanKind.SPAN_KIND_SERVER));
    assertThat(asked.parent()).isEmpty();
    assertThat(passedOn.parent()).isEqualTo(asked.id());
    assertThat(written.parent()).isEqualTo(passedOn.id());
    assertThat(finalized.parent()).isEqualTo(asked.id());
    assertThat(finalized.tags()).containsEntry("outcome", "acknowledged");

    assertThat(lines(gateway, "event=answered", trace))
        .singleElement()
        .asString()
        .contains("correlation=" + correlation, "[" + trace + "-" + asked.id() + "]");
    assertThat(lines(writeApi, "event=group-served", trace)).hasSize(1);
    assertThat(lines(consumer, "event=batch-finalized", trace)).hasSize(1);
  }

  /** What is logged a moment after the answer. */
  private static List<String> lines(Service service, String event, String trace) {
    return Awaitility.await(event + " is in the log")
        .until(() -> linesNow(service, event, trace), lines -> !lines.isEmpty());
  }

  private static List<String> linesNow(Service service, String event, String trace)
      throws IOException {
    try (Stream<String> lines = Files.lines(service.log())) {
      return lines.filter(line -> line.contains(event) && line.contains(trace)).toList();
    }
  }

  @Test
  void withoutTheProfileThereIsNoTrace() throws IOException {
    String correlation = openbell.client().get("/api/product").correlation().orElseThrow();

    assertThat(correlation).matches("[0-9a-f]{16}");
    assertThat(lines(openbell.gateway(), "event=answered", correlation))
        .singleElement()
        .asString()
        .doesNotContain("[ "); // no column for it
  }

  @Test
  void clientsKeepTheirOwnTraceAndTheirOwnCorrelationId() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String client = "00f067aa0ba902b7";
    Reply reply =
        invest(
            Map.of(
                "traceparent", "00-" + trace + "-" + client + "-01", "X-Correlation-Id", "mine-1"));

    assertThat(reply.correlation()).contains("mine-1");
    Sent asked = await(trace, of("gateway", SpanKind.SPAN_KIND_SERVER));
    assertThat(asked.parent()).isEqualTo(client);
    assertThat(asked.tags()).containsEntry("correlation", "mine-1");
    assertThat(await(trace, of("write-api", SpanKind.SPAN_KIND_SERVER)).tags())
        .containsEntry("correlation", "mine-1");
  }

  /** As the standard has a header that cannot be read. */
  @Test
  void ofTwoPlacesInATraceNeitherIsTaken() throws IOException {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4737";
    String place = "traceparent: 00-" + trace + "-00f067aa0ba902b7-01\r\n";

    String answer =
        RawHttp.send(
            gateway.url(),
            "GET /api/product HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + place
                + place
                + "\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .containsPattern("(?i)x-correlation-id: 00-[0-9a-f]{32}-[0-9a-f]{16}-01")
        .doesNotContain(trace);
  }

  @Test
  void onlyWhatClientsAskIsSentAndOnlyIfItIsToBeRecorded() {
    String unrecorded = invest(Map.of("traceparent", UNRECORDED)).correlation().orElseThrow();
    String recorded = invest(Map.of()).correlation().orElseThrow();

    await(recorded.substring(3, 35), of("mq-consumer", SpanKind.SPAN_KIND_CONSUMER));
    assertThat(unrecorded).startsWith(UNRECORDED.substring(0, 36)).endsWith("-00");
    assertThat(sent).noneMatch(span -> UNRECORDED.contains(span.trace()));
    // Neither health checks, nor scheduled jobs, nor what warms the services up.
    assertThat(sent)
        .filteredOn(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
        .extracting(span -> span.tags().get("http.url"))
        .isSubsetOf(Set.of("/api/product", "/api/invest"));
    assertThat(sent)
        .filteredOn(of("write-api", SpanKind.SPAN_KIND_SERVER))
        .hasSizeLessThanOrEqualTo(8); // a product and an investment for each call of these tests
    assertThat(sent).noneMatch(of("write-api", SpanKind.SPAN_KIND_INTERNAL));
  }
}
