package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.testkit.http.RawHttp;
import java.io.Closeable;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole gateway on a port of its own, and the ways to talk to it. */
final class RunningGateway implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();

  private final ConfigurableApplicationContext context;

  private RunningGateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** {@code settings} are {@code name=value}. */
  static RunningGateway start(String readUris, String writeUris, String... settings) {
    List<String> args = new ArrayList<>();
    args.add("--server.port=0");
    args.add("--server.address=127.0.0.1");
    args.add("--management.server.port=0");
    args.add("--management.server.address=127.0.0.1");
    args.add("--openbell.gateway.read-api-uris=" + readUris);
    args.add("--openbell.gateway.write-api-uris=" + writeUris);
    if (List.of(settings).stream().noneMatch(s -> s.startsWith("openbell.warm-up."))) {
      args.add("--openbell.warm-up.time=0s");
    }
    for (String setting : settings) {
      args.add("--" + setting);
    }
    return new RunningGateway(
        SpringApplication.run(GatewayApplication.class, args.toArray(String[]::new)));
  }

  @Override
  public void close() {
    context.close();
  }

  int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  /** What Prometheus would be told now. */
  MetricsPage metrics() {
    return MetricsPage.of(
        Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port")));
  }

  String host() {
    return "127.0.0.1:" + port();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send("POST", path, BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
    return client().exchange(method, path, body, BodyHandlers.ofString(), headers).join();
  }

  CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client().exchange("GET", path, BodyPublishers.noBody(), BodyHandlers.ofString());
  }

  Client client() {
    return new Client(port());
  }

  /** An answer as it came over the wire. */
  record RawResponse(String text) {
    int status() {
      return RawHttp.status(text);
    }

    String body() {
      return RawHttp.body(text);
    }
  }

  /** Sends these bytes, and reads until the gateway hangs up. */
  RawResponse raw(String bytes) {
    return new RawResponse(
        RawHttp.send(
            "http://" + host(), out -> out.write(bytes.getBytes(StandardCharsets.ISO_8859_1))));
  }

  /** A GET of a target that no well-behaved client would send. */
  RawResponse rawGet(String target) {
    return raw("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");
  }

  static JsonNode json(String body) {
    return JSON.readTree(body);
  }

  /** The gateway's own error: an envelope, with nothing of the inside. */
  static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertRefused(answer.body(), status, code);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    assertThat(answer.headers().allValues("X-Correlation-Id")).hasSize(1);
  }

  static void assertRefused(String body, int status, String code) {
    JsonNode envelope = json(body);
    assertThat(envelope.get("result").asBoolean()).isFalse();
    assertThat(envelope.get("code").asString()).isEqualTo(code);
    assertThat(envelope.get("status").asInt()).isEqualTo(status);
    assertThat(envelope.get("data").isNull()).isTrue();
    assertThat(envelope.get("message").asString())
        .isNotBlank()
        .doesNotContain("Exception", "127.0.0.1", "\tat ");
  }
}
