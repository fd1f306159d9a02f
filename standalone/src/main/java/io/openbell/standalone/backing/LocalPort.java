package io.openbell.standalone.backing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine's loopback address. */
public final class LocalPort {
  /**
   * Free ports are picked below the range from which Linux gives ports to outgoing connections
   * (32768 and up). A port of that range can be taken by any client while its server is down, and a
   * client that keeps reconnecting to it can even connect to itself.
   */
  private static final int LOWEST = 22000;

  private static final int BEYOND = 32000;
  private static final int TRIES = 200;
  private static final int CONNECT_MILLIS = 1000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LocalPort() {}

  /**
   * Picks a port on which nothing listens now, each only once in the life of this JVM.
   *
   * @return a port between 22000 and 31999
   */
  public static int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new BackingServerException("No free port between " + LOWEST + " and " + BEYOND + ".");
  }

  /**
   * Says whether a server could listen on this port of 127.0.0.1 now.
   *
   * @param port the port
   * @return whether nothing holds it
   */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // What closed connections leave behind for a minute must not count as taken.
      socket.setReuseAddress(true);
      socket.bind(address(port));
    } catch (IOException e) {
      return false;
    }
    // Some systems let one bind the loopback address beside a server on all addresses.
    try (Socket socket = new Socket()) {
      socket.connect(address(port), CONNECT_MILLIS);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
