package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances that cannot be connected to, and that the rotation has not noticed yet. */
class GatewayUnreachableIT {
  @Test
  void tellsARefusedConnectionFromOneThatIsNotAnswered() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    FakeService gone = FakeService.start("gone");
    gone.stop();
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, loopback)) {
      // Nobody accepts; once the queue is full, the system ignores further connections.
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(new InetSocketAddress(loopback, full.getLocalPort()), 200);
        } catch (IOException queueIsFull) {
          break;
        }
      }
      try (RunningGateway gateway =
          RunningGateway.start(
              "http://127.0.0.1:" + full.getLocalPort(),
              gone.uri(),
              // Without a path an instance counts as ready.
              "spring.cloud.loadbalancer.health-check.path.read-api=",
              "spring.cloud.loadbalancer.health-check.path.write-api=",
              "spring.cloud.gateway.server.webflux.httpclient.connect-timeout=300")) {
        assertRefused(gateway.post("/api/invest", "{}"), 503, "UNAVAILABLE");

        long start = System.nanoTime();
        assertRefused(gateway.get("/api/product"), 504, "GATEWAY_TIMEOUT");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      }
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }
}
