package io.openbell.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** HTTP/1.1 calls to one address: those of the launcher, and all that tests make. */
public final class HttpCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private final String base;
  private final Duration patience;

  /** To a service on this machine. */
  HttpCalls(int port) {
    this("http://127.0.0.1:" + port, PATIENCE);
  }

  /**
   * To whoever listens there.
   *
   * @param base the beginning of all URLs, up to where the path begins
   * @param patience a call fails when its answer has not begun until then
   */
  public HttpCalls(String base, Duration patience) {
    this.base = base;
    this.patience = patience;
  }

  /**
   * An answer as it came over the wire.
   *
   * @param status the HTTP status
   * @param headers all of them
   * @param text the body
   */
  public record Reply(int status, HttpHeaders headers, String text) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** That of the JDK's client. */
    public static Reply of(HttpResponse<String> response) {
      return new Reply(response.statusCode(), response.headers(), response.body());
    }

    /** The body; a missing node when it is not JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        return MissingNode.getInstance();
      }
    }

    /** Whether the envelope says so. */
    public boolean ok() {
      return json().path("result").asBoolean(false);
    }

    /** The envelope's code; empty when there is none. */
    public String code() {
      return json().path("code").asString("");
    }

    /** The envelope's message; empty when there is none. */
    public String message() {
      return json().path("message").asString("");
    }

    /** What is in the envelope. */
    public JsonNode data() {
      return json().path("data");
    }

    /** When to ask again, in seconds. */
    public Optional<String> retryAfter() {
      return headers.firstValue("Retry-After");
    }

    /** By which the logs know the call. */
    public Optional<String> correlation() {
      return headers.firstValue("X-Correlation-Id");
    }

    @Override
    public String toString() {
      return "HTTP " + status + " " + text;
    }
  }

  Reply get(String path, Map<String, String> headers) throws IOException {
    return await(request("GET", path, BodyPublishers.noBody(), headers));
  }

  Reply post(String path, Map<String, String> headers, Map<String, ?> body) throws IOException {
    String json = Reply.JSON.writeValueAsString(body);
    HttpRequest.Builder request =
        request("POST", path, BodyPublishers.ofString(json), headers)
            .header("Content-Type", "application/json");
    return await(request);
  }

  /**
   * Any call.
   *
   * @param headers by name; what has several values comes several times
   * @param handler what becomes of the body, which may come for as long as it likes
   * @return the answer, once the handler has its body; fails with an {@code IOException} when there
   *     is none
   */
  public <T> CompletableFuture<HttpResponse<T>> send(
      String method,
      String path,
      BodyPublisher body,
      BodyHandler<T> handler,
      List<Map.Entry<String, String>> headers) {
    HttpRequest.Builder request = request(method, path, body, Map.of());
    headers.forEach(header -> request.header(header.getKey(), header.getValue()));
    return CLIENT.sendAsync(request.build(), handler);
  }

  private HttpRequest.Builder request(
      String method, String path, BodyPublisher body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(patience).method(method, body);
    headers.forEach(request::header);
    return request;
  }

  private static Reply await(HttpRequest.Builder request) throws IOException {
    request.header("Accept", "application/json");
    try {
      return Reply.of(CLIENT.send(request.build(), BodyHandlers.ofString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("The start was interrupted.", e);
    }
  }
}
