package io.openbell.standalone.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A few bytes sent to a server of this machine, and the first bytes of its answer. */
final class Question {
  private static final int TIMEOUT_MILLIS = 2000;

  private Question() {}

  static boolean isAnswered(int port, String bytes, String firstBytes) {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      byte[] answer = socket.getInputStream().readNBytes(firstBytes.length());
      return new String(answer, ISO_8859_1).equals(firstBytes);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Looks whether a server can listen on a port.
   *
   * @throws ServersFailure when another program does
   */
  static void requireFree(ServerSettings settings, ServerSettings.Port port) {
    try (Socket socket = connect(settings.port(port))) {
      throw new ServersFailure(
          "port %d is taken by another program; choose another with %s"
              .formatted(socket.getPort(), port.variable()));
    } catch (IOException e) {
      // Nobody answers.
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(ServerSettings.HOST, port), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
