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
  void every_service_listens_on_the_loopback_address_and_knows_the_backing_servers(
      ServiceName service) {
    assertThat(ServiceSettings.of(service, options, BACKING, 17))
        .containsAllEntriesOf(BACKING)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", Integer.toString(ports.of(service)))
        .containsEntry("management.server.address", "127.0.0.1")
        .containsEntry("management.server.port", Integer.toString(ports.management(service)));
  }

  @Test
  void only_the_gateway_is_told_where_the_apis_are() {
    assertThat(ServiceSettings.of(ServiceName.GATEWAY, options, BACKING, 17))
        .containsEntry("openbell.gateway.write-api-uris", "http://127.0.0.1:8081")
        .containsEntry("openbell.gateway.read-api-uris", "http://127.0.0.1:8082");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 17))
        .doesNotContainKey("openbell.gateway.write-api-uris");
  }

  @Test
  void write_api_is_told_where_the_database_has_its_files() {
    assertThat(ServiceSettings.of(ServiceName.WRITE_API, options("--data=/srv/data"), BACKING, 17))
        .containsEntry("openbell.disk.directory", "/srv/data");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 17))
        .doesNotContainKey("openbell.disk.directory");
  }

  @Test
  void warming_up_is_for_recordings_only() {
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
  void virtual_threads_are_asked_for_where_the_jvm_has_them() {
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 20))
        .doesNotContainKey("spring.threads.virtual.enabled");
    assertThat(ServiceSettings.of(ServiceName.READ_API, options, BACKING, 21))
        .containsEntry("spring.threads.virtual.enabled", "true");
  }
}
