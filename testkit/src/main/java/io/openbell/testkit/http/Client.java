package io.openbell.testkit.http;

import io.openbell.standalone.HttpCalls;
import io.openbell.standalone.HttpCalls.Reply;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A client of the HTTP contract, or of whatever else answers HTTP. What a well-behaved client does
 * not send takes {@link RawHttp}.
 */
public final class Client {
  private final HttpCalls calls;

  /**
   * A client of the gateway, or of a service, at this address. A call fails when no answer comes
   * within 20 s.
   */
  public Client(String base) {
    this.calls = new HttpCalls(base, Duration.ofSeconds(20));
  }

  /** A client of what listens on this port of this machine. */
  public Client(int port) {
    this("http://127.0.0.1:" + port);
  }

  /**
   * Any request.
   *
   * @param headers names and values in turn; a name may come again
   * @param handler what becomes of the answer's body
   */
  public <T> CompletableFuture<HttpResponse<T>> exchange(
      String method, String path, BodyPublisher body, BodyHandler<T> handler, String... headers) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      pairs.add(Map.entry(headers[i], headers[i + 1]));
    }
    return calls.send(method, path, body, handler, pairs);
  }

  /** Any request with a text, as JSON unless the headers say otherwise. */
  public CompletableFuture<Reply> send(
      String method, String path, Map<String, String> headers, String body) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>(headers.entrySet());
    if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
      pairs.add(Map.entry("Content-Type", "application/json"));
    }
    BodyPublisher text = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return calls.send(method, path, text, BodyHandlers.ofString(), pairs).thenApply(Reply::of);
  }

  /** A GET. */
  public Reply get(String path, Map<String, String> headers) {
    return send("GET", path, headers, "").join();
  }

  /** A GET without headers. */
  public Reply get(String path) {
    return get(path, Map.of());
  }

  /** A POST. */
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
    return reply.data().path("productId").asLong();
  }
}
