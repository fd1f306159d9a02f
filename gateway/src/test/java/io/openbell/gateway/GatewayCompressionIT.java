package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to who takes gzip, byte by byte as they came. */
class GatewayCompressionIT {
  private static final String LONG = "{\"title\":\"" + "Solar roof ".repeat(200) + "\"}";

  private static FakeService service;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    service = FakeService.start("service");
    gateway = RunningGateway.start(service.uri(), service.uri());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    service.close();
  }

  @BeforeEach
  void reset() {
    service.reset();
  }

  private static <T> HttpResponse<T> get(
      String path, String acceptEncoding, HttpResponse.BodyHandler<T> body) {
    return gateway
        .client()
        .exchange("GET", path, BodyPublishers.noBody(), body, "Accept-Encoding", acceptEncoding)
        .join();
  }

  private static String coding(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Encoding").orElse("none");
  }

  private static String unpacked(byte[] gzip) throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/text.js", "/console/style.css"})
  void thePagesFilesAreCompressedForWhoTakesIt(String path) throws IOException {
    String plain = gateway.get(path).body();
    HttpResponse<byte[]> answer = get(path, "gzip, deflate, br", BodyHandlers.ofByteArray());

    assertThat(coding(answer)).isEqualTo("gzip");
    assertThat(unpacked(answer.body())).isEqualTo(plain);
    assertThat(answer.body().length).isLessThan(plain.length());
    assertThat(String.join(",", answer.headers().allValues("Vary")))
        .containsIgnoringCase("Accept-Encoding");
    assertThat(coding(get(path, "identity", BodyHandlers.discarding()))).isEqualTo("none");
    assertThat(coding(get(path, "gzip;q=0", BodyHandlers.discarding()))).isEqualTo("none");
  }

  @Test
  void whatAServiceLeftAsItIsIsCompressedIfItIsLong() throws IOException {
    service.answers(FakeService.json(200, LONG));
    HttpResponse<byte[]> answer = get("/api/product", "gzip", BodyHandlers.ofByteArray());

    assertThat(coding(answer)).isEqualTo("gzip");
    assertThat(unpacked(answer.body())).isEqualTo(LONG);
    assertThat(coding(get("/api/product", "identity", BodyHandlers.discarding())))
        .isEqualTo("none");

    service.answers(FakeService.json(200, LONG.substring(0, 1023)));
    assertThat(coding(get("/api/product", "gzip", BodyHandlers.discarding()))).isEqualTo("none");
  }

  @Test
  void whatAServiceHasCompressedIsPassedOnAsItCame() throws IOException {
    byte[] packed = packed(LONG.repeat(20));
    service.answers(
        (request, socket) -> {
          OutputStream out = socket.getOutputStream();
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                      + "Vary: Accept-Encoding\r\n"
                      + ("Content-Length: " + packed.length + "\r\n\r\n"))
                  .getBytes(StandardCharsets.US_ASCII));
          out.write(packed);
          out.flush();
        });

    HttpResponse<byte[]> answer = get("/api/product", "gzip", BodyHandlers.ofByteArray());

    assertThat(service.last().header("Accept-Encoding")).containsExactly("gzip");
    assertThat(answer.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(answer.headers().allValues("Vary")).containsExactly("Accept-Encoding");
    assertThat(answer.body()).isEqualTo(packed);
  }

  /** JDK's always says that there is more to read, and a reader then waits for it. */
  private static InputStream unpackedAsItComes(InputStream gzip) throws IOException {
    return new FilterInputStream(new GZIPInputStream(gzip)) {
      @Override
      public int available() {
        return 0;
      }
    };
  }

  /** Each event is told only once the one before was read: one that is held back holds up all. */
  @Test
  void aCompressedStreamIsPassedOnEventByEvent() throws IOException {
    Semaphore read = new Semaphore(1);
    service.answers(
        (request, socket) -> {
          OutputStream out = socket.getOutputStream();
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                      + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
          GZIPOutputStream gzip = new GZIPOutputStream(out, 512, true);
          for (int i = 0; i < 20; i++) {
            read.acquireUninterruptibly();
            gzip.write(("data:" + i + "\n\n").getBytes(StandardCharsets.US_ASCII));
            gzip.flush();
          }
          gzip.finish();
          socket.close();
        });

    HttpResponse<InputStream> answer =
        get("/api/product/live", "gzip", BodyHandlers.ofInputStream());
    assertThat(coding(answer)).isEqualTo("gzip");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(unpackedAsItComes(answer.body())));
    for (int i = 0; i < 20; i++) {
      assertThat(lines.readLine()).isEqualTo("data:" + i);
      assertThat(lines.readLine()).isEmpty();
      read.release();
    }
    assertThat(lines.readLine()).isNull();
  }
}
