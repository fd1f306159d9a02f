package io.openbell.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as its clients see it: over HTTP, on a port. */
record ReadApi(int port) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  record Response(int status, String retryAfter, String text) {
    JsonNode json() {
      return JSON.readTree(text);
    }

    JsonNode data() {
      return json().get("data");
    }

    String code() {
      return json().get("code").asString();
    }

    String message() {
      return json().get("message").asString();
    }
  }

  Response get(String path, String... headers) {
    return send("GET", path, headers);
  }

  /** As this user. */
  Response getAs(String user, String path) {
    return get(path, "X-USER-ID", user);
  }

  Response send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Response(
          response.statusCode(),
          response.headers().firstValue("Retry-After").orElse(null),
          response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As this user, its bytes on the wire being UTF-8, which the JDK's client would not send. */
  Response getAsUtf8(String user, String path) {
    return getAsBytes(user.getBytes(StandardCharsets.UTF_8), path);
  }

  Response getAsBytes(byte[] user, String path) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      var out = socket.getOutputStream();
      out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: ").getBytes());
      out.write(user);
      out.write("\r\nConnection: close\r\n\r\n".getBytes());
      out.flush();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int body = all.indexOf("\r\n\r\n") + 4;
      return new Response(Integer.parseInt(all.substring(9, 12)), null, all.substring(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
