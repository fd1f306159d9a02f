package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.standalone.backing.BackingPorts;
import io.openbell.standalone.backing.LocalPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
  @Test
  void thePortsAreThoseOfTheHelpWhenNothingIsSet() {
    Ports ports = Ports.from(Map.of());

    assertThat(ports.of(ServiceName.GATEWAY)).isEqualTo(8080);
    assertThat(ports.of(ServiceName.WRITE_API)).isEqualTo(8081);
    assertThat(ports.of(ServiceName.READ_API)).isEqualTo(8082);
    assertThat(ports.of(ServiceName.MQ_CONSUMER)).isEqualTo(8083);
    assertThat(ports.management(ServiceName.GATEWAY)).isEqualTo(9080);
    assertThat(ports.management(ServiceName.WRITE_API)).isEqualTo(9081);
    assertThat(ports.management(ServiceName.READ_API)).isEqualTo(9082);
    assertThat(ports.management(ServiceName.MQ_CONSUMER)).isEqualTo(9083);
    assertThat(ports.backing()).isEqualTo(new BackingPorts(16379, 15673, 19092));
  }

  @Test
  void aVariableMovesAPort() {
    Ports ports =
        Ports.from(Map.of("OPENBELL_PORT_GATEWAY", " 9000 ", "OPENBELL_PORT_REDIS", "9001"));

    assertThat(ports.of(ServiceName.GATEWAY)).isEqualTo(9000);
    assertThat(ports.backing().redis()).isEqualTo(9001);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-1", "65536", "80 80"})
  void whatIsNoPortIsRefusedWithItsVariable(String value) {
    assertThatThrownBy(() -> Ports.from(Map.of("OPENBELL_PORT_H2", value)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("OPENBELL_PORT_H2");
  }

  @Test
  void onePortForTwoIsRefusedWithBothVariables() {
    assertThatThrownBy(() -> Ports.from(Map.of("OPENBELL_PORT_READ_API", "8081")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("OPENBELL_PORT_WRITE_API")
        .hasMessageContaining("OPENBELL_PORT_READ_API");
  }

  @Test
  void aTakenPortIsNamedWithTheVariableThatMovesIt() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (Ports.Listener listener : Ports.Listener.values()) {
      environment.put(listener.variable(), Integer.toString(LocalPort.free()));
    }
    int taken = LocalPort.free();
    environment.put("OPENBELL_PORT_AMQP", Integer.toString(taken));
    Ports ports = Ports.from(environment);
    ports.requireFree();

    try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(ports::requireFree)
          .isInstanceOf(StartFailure.class)
          .hasMessage(
              "Port "
                  + taken
                  + " is taken by another program; choose another one for it with"
                  + " OPENBELL_PORT_AMQP.");
    }
  }
}
