package io.openbell.standalone.backing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One command to a Redis on this machine, over a connection of its own: enough to see whether it
 * answers and to empty it, without a client library.
 */
public final class RedisCall {
  private static final int TIMEOUT_MILLIS = 2000;

  private RedisCall() {}

  /**
   * Sends a command and reads a status, error, integer or bulk reply.
   *
   * @param port the port on 127.0.0.1
   * @param words the command and its arguments
   * @return the reply's text; empty for a nil bulk
   * @throws IOException when Redis does not answer within two seconds, or answers with an error
   */
  public static String send(int port, String... words) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        int bytes = word.getBytes(StandardCharsets.UTF_8).length;
        command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
      return reply(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static String reply(InputStream in) throws IOException {
    String line = line(in);
    String rest = line.isEmpty() ? "" : line.substring(1);
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new IOException("Redis answered: " + rest);
      case '$' -> bulk(in, Integer.parseInt(rest));
      default -> throw new IOException("Not an answer of Redis: " + line);
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("Redis closed the connection in the middle of an answer");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection without an answer");
      }
      line.append((char) c);
    }
    if (in.read() != '\n') {
      throw new IOException("Not an answer of Redis: " + line);
    }
    return line.toString();
  }
}
