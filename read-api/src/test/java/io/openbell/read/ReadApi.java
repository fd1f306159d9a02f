package io.openbell.read;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.RawHttp;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The service as its clients see it: over HTTP, on a port. */
public record ReadApi(int port) {
  public Reply get(String path, String... headers) {
    return send("GET", path, headers);
  }

  /** As this user. */
  public Reply getAs(String user, String path) {
    return get(path, "X-USER-ID", user);
  }

  /** Without waiting for the response. */
  public CompletableFuture<Reply> getAsync(String path) {
    return new Client(port)
        .exchange("GET", path, BodyPublishers.noBody(), BodyHandlers.ofString())
        .thenApply(Reply::of);
  }

  public Reply send(String method, String path, String... headers) {
    return Reply.of(exchange(method, path, BodyHandlers.ofString(), headers));
  }

  /** An answer whose body is not read as a text at once. */
  public <T> HttpResponse<T> exchange(
      String method, String path, BodyHandler<T> handler, String... headers) {
    return new Client(port)
        .exchange(method, path, BodyPublishers.noBody(), handler, headers)
        .join();
  }

  /** As this user, its bytes on the wire being UTF-8. */
  public Reply getAsUtf8(String user, String path) {
    return getAsBytes(user.getBytes(StandardCharsets.UTF_8), path);
  }

  public Reply getAsBytes(byte[] user, String path) {
    String answer =
        RawHttp.send(
            "http://127.0.0.1:" + port,
            out -> {
              out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: ").getBytes());
              out.write(user);
              out.write("\r\nConnection: close\r\n\r\n".getBytes());
            });
    return new Reply(
        RawHttp.status(answer),
        HttpHeaders.of(Map.of(), (name, value) -> true),
        RawHttp.body(answer));
  }
}
