package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.gateway.RunningGateway.RawResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is too large, too slow or too much. */
@ExtendWith(OutputCaptureExtension.class)
class GatewayLimitsIT {
  private static final int LIMIT = 16 * 1024;

  private static final FakeService readApi = FakeService.start("read-api");
  private static final FakeService writeApi = FakeService.start("write-api");
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            readApi.uri(),
            writeApi.uri(),
            "openbell.gateway.body-timeout=1s",
            "openbell.gateway.max-pending-connects=2",
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s",
            "spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=2",
            "spring.cloud.gateway.server.webflux.httpclient.pool.acquire-timeout=400");
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

  /** A body without Content-Length, in several chunks. */
  private static BodyPublisher chunked(int size) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body(size)));
  }

  private static byte[] body(int size) {
    return "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aBodyThatNobodyWouldWaitForEndsTheConnection() {
    RawResponse answer =
        gateway.raw("POST /api/invest HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\nx");

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void passesABodyOfJustTheLimitOnWithItsLength() {
    assertThat(gateway.post("/api/invest", "x".repeat(LIMIT)).statusCode()).isEqualTo(200);
    assertThat(writeApi.last().body()).hasSize(LIMIT);

    assertThat(gateway.send("POST", "/api/invest", chunked(LIMIT)).statusCode()).isEqualTo(200);
    assertThat(writeApi.last().body()).hasSize(LIMIT);
    assertThat(writeApi.last().header("Content-Length")).containsExactly("" + LIMIT);
    assertThat(writeApi.last().header("Transfer-Encoding")).isEmpty();
  }

  @Test
  void refusesALongerBodyBeforeTheServiceSeesIt() {
    assertRefused(gateway.post("/api/invest", "x".repeat(LIMIT + 1)), 413, "PAYLOAD_TOO_LARGE");
    assertRefused(
        gateway.send("POST", "/api/invest", chunked(LIMIT + 1)), 413, "PAYLOAD_TOO_LARGE");
    assertRefused(gateway.send("POST", "/api/product", chunked(300_000)), 413, "PAYLOAD_TOO_LARGE");
    assertRefused(gateway.send("GET", "/api/product", chunked(300_000)), 413, "PAYLOAD_TOO_LARGE");

    assertThat(writeApi.received()).isEmpty();
    assertThat(readApi.received()).isEmpty();
  }

  @Test
  void saysThatItHangsUpWhenItReadsNoFurther() {
    RawResponse answer =
        gateway.raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(LIMIT + 1)
                + "\r\n"
                + "x".repeat(LIMIT + 1)
                + "\r\n");

    assertThat(answer.status()).as(answer.text()).isEqualTo(413);
    assertThat(answer.text()).containsIgnoringCase("\r\nconnection: close\r\n");
  }

  @Test
  void refusesAnAnnouncedLengthWithoutWaitingForIt() {
    RawResponse answer =
        gateway.raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n"
                + "Connection: close\r\n\r\n{");

    assertThat(answer.status()).as(answer.text()).isEqualTo(413);
    assertRefused(answer.body(), 413, "PAYLOAD_TOO_LARGE");
    assertThat(writeApi.received()).isEmpty();
  }

  @Test
  void refusesABodyThatDoesNotComeInTime() {
    RawResponse answer =
        gateway.raw(
            "POST /api/invest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                + "Connection: close\r\n\r\n{");

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertRefused(answer.body(), 400, "INVALID_REQUEST");
    assertThat(writeApi.received()).isEmpty();
  }

  @Test
  void makesNoFussOfAClientThatLeavesInTheMiddle(CapturedOutput output) throws IOException {
    double before = gateway.metrics().value("openbell_clients_left_total", "answer=\"none\"");
    for (int i = 0; i < 5; i++) {
      try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
        socket
            .getOutputStream()
            .write(
                "POST /api/invest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        if (i > 0) {
          socket.setSoLinger(true, 0);
        }
      }
    }
    assertThat(gateway.post("/api/invest", "{}").statusCode()).isEqualTo(200);
    await()
        .until(
            () ->
                gateway.metrics().value("openbell_clients_left_total", "answer=\"none\"")
                    == before + 5);

    assertThat(writeApi.received()).hasSize(1);
    assertThat(output.toString().lines().filter(line -> line.contains("event=client-left")))
        .hasSize(5)
        .allMatch(line -> line.contains("method=POST path=/api/invest answer=none"));
    assertThat(output.toString()).doesNotContain("ERROR", "Exception");
  }

  @Test
  void makesNoFussOfAClientThatDoesNotWait(CapturedOutput output) throws IOException {
    readApi.answers(FakeService.silent());
    double before = gateway.metrics().value("openbell_clients_left_total", "answer=\"none\"");
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/product HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> !readApi.received().isEmpty());
    }

    await()
        .until(
            () ->
                gateway.metrics().value("openbell_clients_left_total", "answer=\"none\"")
                    == before + 1);
    assertThat(output.toString()).doesNotContain("ERROR", "Exception");
  }

  @Test
  void refusesHeadersTooLongWithoutAWordOfTheInside() {
    RawResponse header =
        gateway.raw(
            "GET /api/product HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
    RawResponse line =
        gateway.raw("GET /api/product?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    for (RawResponse answer : List.of(header, line)) {
      assertThat(answer.status()).as(answer.text()).isBetween(400, 431);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(readApi.received()).isEmpty();
  }

  @Test
  void givesUpOnASlowServiceInTime() {
    readApi.answers(FakeService.silent());
    writeApi.answers(FakeService.silent());
    long start = System.nanoTime();

    assertRefused(gateway.get("/api/product"), 504, "GATEWAY_TIMEOUT");
    assertRefused(gateway.post("/api/invest", "{}"), 504, "GATEWAY_TIMEOUT");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    assertThat(writeApi.received()).hasSize(1);
  }

  @Test
  void givesUpOnAnAnswerThatStopsAfterItsHeaders() {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Theirs: 1\r\n";
    readApi.answers(FakeService.raw(head + "Content-Length: 5000\r\n\r\n"));

    HttpResponse<String> answer = gateway.get("/api/product");

    assertRefused(answer, 504, "GATEWAY_TIMEOUT");
    assertThat(answer.headers().firstValue("X-Theirs")).isEmpty();
  }

  @Test
  void hangsUpWhenAnAnswerStopsInTheMiddle() {
    readApi.answers(FakeService.raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"result\""));

    RawResponse answer = gateway.rawGet("/api/product");

    assertThat(answer.body()).isEqualTo("{\"result\"");
  }

  @Test
  void says503BusyWhenTooManyWaitForAConnection() {
    readApi.answers(FakeService.silent());

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 10).mapToObj(i -> gateway.getAsync("/api/product")).toList();
    List<HttpResponse<String>> done = answers.stream().map(CompletableFuture::join).toList();

    // Two hold a connection, two wait for one in vain, the others need not wait; on a slow machine
    // a few more get their turn.
    assertThat(done).extracting(HttpResponse::statusCode).containsOnly(504, 503);
    assertThat(done.stream().filter(answer -> answer.statusCode() == 503))
        .isNotEmpty()
        .allSatisfy(answer -> assertRefused(answer, 503, "BUSY"));
  }

  @Test
  void keepsConnectionsToTheServices() {
    gateway.get("/api/product");
    int before = readApi.connections.get();

    for (int i = 0; i < 50; i++) {
      assertThat(gateway.get("/api/product").statusCode()).isEqualTo(200);
    }

    assertThat(readApi.connections.get()).isEqualTo(before);
  }
}
