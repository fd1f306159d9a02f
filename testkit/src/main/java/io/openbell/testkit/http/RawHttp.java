package io.openbell.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to a server as no well-behaved client would send them, {@link Client} least of all: broken
 * requests, headers that come twice or in UTF-8, bodies that stop in the middle.
 */
public final class RawHttp {
  private static final int LONGEST_WAIT = 30_000;

  private RawHttp() {}

  /** Writes a request. */
  @FunctionalInterface
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Sends what the writer writes on a connection of its own, and reads until the server ends it; so
   * the request should say {@code Connection: close}.
   *
   * @return what the server said; empty when it only hung up
   * @throws AssertionError when it neither says anything nor hangs up within half a minute
   */
  public static String send(String url, Writer request) {
    URI server = URI.create(url);
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(LONGEST_WAIT);
      try {
        OutputStream out = socket.getOutputStream();
        request.write(out);
        out.flush();
      } catch (SocketException e) {
        // It has heard enough; maybe it has said why.
      }
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, for a text in UTF-8. */
  public static String send(String url, String request) {
    return send(url, out -> out.write(request.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        said.write(chunk, 0, n);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer, and no end, within half a minute", e);
    } catch (SocketException e) {
      // reset: also an end
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** The status of an answer; 0 for none. */
  public static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  /** What comes after the head of an answer; empty when nothing does. */
  public static String body(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    return end < 0 ? "" : answer.substring(end + 4);
  }
}
