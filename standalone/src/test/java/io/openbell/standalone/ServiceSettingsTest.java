package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceSettingsTest {
  private static final Map<String, String> BACKING =
      Map.of("openbell.redis.address", "redis://127.0.0.1:1");
  private final LaunchOptions options = options();
  private final Ports ports = options.ports();

  @ParameterizedTest
  @EnumSource
  void everyServiceListensOnTheLoopbackAddressAndKnowsTheBackingServers(ServiceName service) {
    assertThat(ServiceSettings.of(service, options, BACKING, 17))
        .containsAllEntriesOf(BACKING)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", Integer.toString(ports.of(service)))
        .containsEntry("management.server.address", "127.0.0.1")
        .containsEntry("management.server.port", Integer.toString(ports.management(service)));
  }

  @Test
  void onlyTheGatewayIsToldWhereTheApisAre() {
    assertThat(ServiceSettings.of(ServiceName.GATEWAY, options, BACKING, 17))
        .containsEntry("openbell.gateway.write-api-uris", "http://127.0.0.1:8081")
        .containsEntry("openbell.gateway.read-api-uris", "http://127.0.0.1:8082");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 17))
        .doesNotContainKey("openbell.gateway.write-api-uris");
  }

  @Test
  void writeApiIsToldWhereTheDatabaseHasItsFiles() {
    assertThat(ServiceSettings.of(ServiceName.WRITE_API, options("--data=/srv/data"), BACKING, 17))
        .containsEntry("openbell.disk.directory", "/srv/data");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 17))
        .doesNotContainKey("openbell.disk.directory");
  }

  @Test
  void warmingUpIsForRecordingsOnly() {
    assertThat(ServiceSettings.of(ServiceName.WRITE_API, options, BACKING, 17))
        .containsEntry("openbell.warm-up.time", "0s")
        .containsEntry("openbell.drain.time", "0s");
    assertThat(ServiceSettings.of(ServiceName.WRITE_API, options("--record"), BACKING, 17))
        .containsEntry("openbell.warm-up.time", "20s");
  }

  private static LaunchOptions options(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--checkout=/srv/openbell"));
    arguments.addAll(List.of(more));
    return LaunchOptions.parse(arguments, Map.of());
  }

  @Test
  void virtualThreadsAreAskedForWhereTheJvmHasThem() {
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 20))
        .doesNotContainKey("spring.threads.virtual.enabled");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 21))
        .containsEntry("spring.threads.virtual.enabled", "true");
  }
}
