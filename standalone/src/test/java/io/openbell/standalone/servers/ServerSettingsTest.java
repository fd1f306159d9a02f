package io.openbell.standalone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSettingsTest {
  @TempDir Path checkout;

  @Test
  void portsAreThoseOfTheEnvironmentElseOfTheLastStartElseTheDefaults() throws Exception {
    Path env = checkout.resolve(".openbell/servers/env");
    Files.createDirectories(env.getParent());
    Files.writeString(env, "OPENBELL_REDIS_PORT=1\nOPENBELL_POSTGRES_PORT=2\n");

    ServerSettings settings = new ServerSettings(checkout, Map.of("OPENBELL_POSTGRES_PORT", "3"));

    assertThat(settings.port(ServerSettings.Port.REDIS)).isEqualTo(1);
    assertThat(settings.port(ServerSettings.Port.POSTGRES)).isEqualTo(3);
    assertThat(settings.port(ServerSettings.Port.RABBITMQ)).isEqualTo(21672);
  }

  @Test
  void whatIsNoPortIsRefused() {
    assertThatThrownBy(() -> new ServerSettings(checkout, Map.of("OPENBELL_REDIS_PORT", "6379x")))
        .isInstanceOf(ServersFailure.class)
        .hasMessage("OPENBELL_REDIS_PORT is '6379x', which is no port");
  }

  @Test
  void theEnvFileNamesTheScriptTheFolderAndEveryPort() throws Exception {
    ServerSettings settings =
        new ServerSettings(
            checkout, Map.of("OPENBELL_SERVERS_DIR", checkout.resolve("my servers").toString()));

    settings.writeEnv();

    assertThat(checkout.resolve("my servers/env"))
        .content()
        .contains("OPENBELL_SERVERS_DIR=" + checkout.resolve("my servers") + "\n")
        .contains("OPENBELL_SERVERS_SCRIPT=" + checkout.resolve(".ci/servers") + "\n");
    for (ServerSettings.Port port : ServerSettings.Port.values()) {
      assertThat(checkout.resolve("my servers/env"))
          .content()
          .contains(port.variable() + "=" + settings.port(port) + "\n");
    }
  }
}
