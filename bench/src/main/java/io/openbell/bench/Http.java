package io.openbell.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single requests of the harness itself. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Pattern PRODUCT_ID = Pattern.compile("\"productId\":(\\d+)");

  private Http() {}

  static int length(String url) {
    return get(url).getBytes(StandardCharsets.UTF_8).length;
  }

  static String get(String url) {
    return answer(HttpRequest.newBuilder(URI.create(url)));
  }

  /**
   * Registers an open product.
   *
   * @return its id
   */
  static long register(String url, long total) {
    Instant now = Instant.now();
    String answer =
        answer(
            HttpRequest.newBuilder(URI.create(url + "/api/product"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"title":"bench","totalInvestingAmount":%d,"startedAt":"%s","finishedAt":"%s"}"""
                            .formatted(
                                total,
                                now.minus(Duration.ofDays(1)),
                                now.plus(Duration.ofDays(1))))));
    Matcher id = PRODUCT_ID.matcher(answer);
    if (!id.find()) {
      throw new IllegalStateException("not registered: " + answer);
    }
    return Long.parseLong(id.group(1));
  }

  private static String answer(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
