package io.openbell.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/** What a service of this machine says of itself. */
final class Health {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int NO_ANSWER = -1;

  private Health() {}

  /** Whether a service on this port says that it is ready. */
  static boolean isReady(int port) {
    return status(port, "/readyz") == HttpURLConnection.HTTP_OK;
  }

  /** Whether the write-api on this port says that its database has no room. */
  static boolean isDiskFull(int port) {
    return status(port, "/diskz") == HttpURLConnection.HTTP_UNAVAILABLE;
  }

  private static int status(int port, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout((int) TIMEOUT.toMillis());
      connection.setReadTimeout((int) TIMEOUT.toMillis());
      try {
        return connection.getResponseCode();
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return NO_ANSWER;
    }
  }
}
