package io.openbell.testkit.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the HTTP contract. */
public final class Client {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String base;

  /** A client of the gateway, or of a service, at this address. */
  public Client(String base) {
    this.base = base;
  }

  /** An answer as it came over the wire. */
  public record Reply(
      int status, Optional<String> retryAfter, Optional<String> correlation, String text) {
    public JsonNode json() {
      return JSON.readTree(text);
    }

    public boolean ok() {
      return json().get("result").asBoolean();
    }

    public String code() {
      return json().get("code").asString();
    }

    public String message() {
      return json().get("message").asString();
    }

    public JsonNode data() {
      return json().get("data");
    }
  }

  /** Any request; fails when no answer comes within 20 s. */
  public CompletableFuture<Reply> send(
      String method, String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        method,
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response ->
                new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After"),
                    response.headers().firstValue("X-Correlation-Id"),
                    response.body()));
  }

  public Reply get(String path, Map<String, String> headers) {
    return send("GET", path, headers, "").join();
  }

  /** A GET without headers. */
  public Reply get(String path) {
    return get(path, Map.of());
  }

  public Reply post(String path, Map<String, String> headers, String body) {
    return send("POST", path, headers, body).join();
  }

  /** Invests under these headers. */
  public CompletableFuture<Reply> invest(Map<String, String> headers, long product, long amount) {
    return send(
        "POST",
        "/api/invest",
        headers,
        "{\"productId\":%d,\"investAmount\":%d}".formatted(product, amount));
  }

  /** Invests without a key. */
  public Reply invest(String user, long product, long amount) {
    return invest(Map.of("X-USER-ID", user), product, amount).join();
  }

  /** Registers a product that opened an hour ago. */
  public long product(String title, long total) {
    Instant now = Instant.now();
    return product(title, total, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }

  /** Registers a product. */
  public long product(String title, long total, Instant startedAt, Instant finishedAt) {
    Reply reply =
        post(
            "/api/product",
            Map.of(),
            "{\"title\":\"%s\",\"totalInvestingAmount\":%d,\"startedAt\":\"%s\",\"finishedAt\":\"%s\"}"
                .formatted(title, total, startedAt, finishedAt));
    if (reply.status() != 201) {
      throw new IllegalStateException("not registered: " + reply);
    }
    return reply.data().get("productId").asLong();
  }
}
