package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceSettingsTest {
  private static final Map<String, String> BACKING =
      Map.of("openbell.redis.address", "redis://127.0.0.1:1");
  private final Ports ports = Ports.from(Map.of());

  @ParameterizedTest
  @EnumSource
  void every_service_listens_on_the_loopback_address_and_knows_the_backing_servers(
      ServiceName service) {
    assertThat(ServiceSettings.of(service, ports, BACKING, 17))
        .containsAllEntriesOf(BACKING)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", Integer.toString(ports.of(service)))
        .containsEntry("management.server.address", "127.0.0.1")
        .containsEntry("management.server.port", Integer.toString(ports.management(service)));
  }

  @Test
  void only_the_gateway_is_told_where_the_apis_are() {
    assertThat(ServiceSettings.of(ServiceName.GATEWAY, ports, BACKING, 17))
        .containsEntry("openbell.gateway.write-api-uris", "http://127.0.0.1:8081")
        .containsEntry("openbell.gateway.read-api-uris", "http://127.0.0.1:8082");
    assertThat(ServiceSettings.of(ServiceName.READ_API, ports, BACKING, 17))
        .doesNotContainKey("openbell.gateway.write-api-uris");
  }

  @Test
  void virtual_threads_are_asked_for_where_the_jvm_has_them() {
    assertThat(ServiceSettings.of(ServiceName.READ_API, ports, BACKING, 20))
        .doesNotContainKey("spring.threads.virtual.enabled");
    assertThat(ServiceSettings.of(ServiceName.READ_API, ports, BACKING, 21))
        .containsEntry("spring.threads.virtual.enabled", "true");
  }
}
