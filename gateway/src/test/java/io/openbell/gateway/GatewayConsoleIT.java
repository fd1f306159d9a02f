package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The web console's files, and the stream that feeds it. */
class GatewayConsoleIT {
  private static FakeService service;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    service = FakeService.start("read-api");
    gateway = RunningGateway.start(service.uri(), service.uri());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    service.close();
  }

  private HttpResponse<String> get(String path) {
    return gateway.send("GET", path, BodyPublishers.noBody());
  }

  @ParameterizedTest
  @CsvSource({
    "/,                   text/html",
    "/index.html,         text/html",
    "/console/app.js,     text/javascript",
    "/console/style.css,  text/css",
    "/console/bell.svg,   image/svg+xml",
  })
  void servesThePageItsScriptsAndStylesUnderAStrictPolicy(String path, String type) {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe", "http", "data:");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(service.received()).isEmpty();
  }

  @Test
  void everythingThePageNamesIsServedFromHere() {
    Pattern named = Pattern.compile("(?:src|href)=\"([^\"#]+)\"|from '([^']+)'");
    StringBuilder seen = new StringBuilder();
    for (String file : new String[] {"/", "/console/app.js", "/console/products.js"}) {
      named
          .matcher(get(file).body())
          .results()
          .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
          .map(path -> path.startsWith("./") ? "/console/" + path.substring(2) : path)
          .forEach(
              path -> {
                assertThat(get(path).statusCode()).as(path).isEqualTo(200);
                seen.append(path).append(' ');
              });
    }
    assertThat(seen).contains("/console/style.css", "/console/live.js", "/console/text.js");
  }

  @Test
  void theConsoleHasNoOtherFiles() {
    assertRefused(get("/console/"), 404, "NOT_FOUND");
    assertRefused(get("/console/no-such-file.js"), 404, "NOT_FOUND");
  }

  @Test
  void whatIsNoFileOfTheGatewaysIsNotLookedForAmongItsLibraries() {
    String library = "of-some-library.txt";
    assertThat(getClass().getResource("/META-INF/resources/" + library)).isNotNull();

    HttpResponse<String> answer = get("/" + library);

    assertRefused(answer, 404, "NOT_FOUND");
    assertThat(answer.body())
        .isEqualTo(
            "{\"result\":false,\"code\":\"NOT_FOUND\","
                + "\"message\":\"path: nothing is served here\",\"data\":null,\"status\":404}");
  }

  @Test
  void thePageOfTheDocumentationHasItsFilesUnderEveryNameTheyHad() {
    for (String directory :
        new String[] {"/swagger-ui/", "/webjars/swagger-ui/", "/webjars/swagger-ui/" + webjar()}) {
      for (String file : new String[] {"index.html", "swagger-ui.css", "swagger-initializer.js"}) {
        assertThat(get(directory + file).statusCode()).as(directory + file).isEqualTo(200);
      }
      assertRefused(get(directory + "no-such-file.js"), 404, "NOT_FOUND");
    }
  }

  private static String webjar() {
    String url =
        requireNonNull(
                GatewayConsoleIT.class.getResource(
                    "/META-INF/maven/org.webjars/swagger-ui/pom.properties"))
            .getPath();
    return url.replaceAll(".*/swagger-ui-([^/]+)\\.jar!.*", "$1") + "/";
  }

  @Test
  void aStreamPassesThroughAsItComesAndEndsWhenTheGatewayStops() throws Exception {
    CompletableFuture<Socket> upstream = new CompletableFuture<>();
    service.answers(
        (request, socket) -> {
          assertThat(request.line()).isEqualTo("GET /api/product/live");
          assertThat(request.header("Last-Event-ID")).containsExactly("1f-7");
          write(
              socket,
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n");
          upstream.complete(socket);
        });
    RunningGateway stopping = RunningGateway.start(service.uri(), service.uri());
    try (Socket client = new Socket("127.0.0.1", stopping.port())) {
      client.setSoTimeout(20_000);
      write(client, "GET /api/product/live HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1f-7\r\n\r\n");
      for (String event : new String[] {"data:first", "data:second"}) {
        String text = event + "\n\n";
        write(upstream.join(), Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
        assertThat(readUntil(client, event)).contains(event);
      }

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);

      assertThat(readUntil(client, "0\r\n\r\n")).endsWith("0\r\n\r\n");
      await().atMost(Duration.ofSeconds(10)).until(stopped::isDone);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String readUntil(Socket socket, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("ended after: %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
