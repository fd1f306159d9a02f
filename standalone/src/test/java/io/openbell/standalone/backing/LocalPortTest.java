package io.openbell.standalone.backing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LocalPortTest {
  @Test
  void aPortSomeoneListensOnIsNotFree() throws Exception {
    int port = LocalPort.free();
    assertThat(LocalPort.isFree(port)).isTrue();

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(LocalPort.isFree(socket.getLocalPort())).isFalse();
    }
    assertThat(LocalPort.isFree(port)).isTrue();
  }

  @Test
  void aPortOfAServerOnAllAddressesIsNotFree() throws Exception {
    try (ServerSocket socket = new ServerSocket(LocalPort.free())) {
      assertThat(LocalPort.isFree(socket.getLocalPort())).isFalse();
    }
  }
}
