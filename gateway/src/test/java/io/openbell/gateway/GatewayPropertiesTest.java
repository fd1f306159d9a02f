package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class GatewayPropertiesTest {
  static GatewayProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("openbell.gateway", GatewayProperties.class);
  }

  @Test
  void workWithoutAnyConfiguration() {
    GatewayProperties settings = bind(Map.of());

    assertThat(settings.readApiUris()).containsExactly(URI.create("http://localhost:8082"));
    assertThat(settings.writeApiUris()).containsExactly(URI.create("http://localhost:8081"));
    assertThat(settings.maxBody()).isEqualTo(DataSize.ofKilobytes(16));
    assertThat(settings.bodyTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxRetries()).isEqualTo(2);
  }

  @Test
  void takeSeveralAddressesSeparatedByCommas() {
    GatewayProperties settings =
        bind(Map.of("openbell.gateway.read-api-uris", "http://a:1, https://b,http://[::1]:2/"));

    assertThat(settings.readApiUris())
        .isEqualTo(
            List.of(
                URI.create("http://a:1"), URI.create("https://b"), URI.create("http://[::1]:2/")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost:8082", "ftp://a", "http://", "http://a/b", "/a", "http:/a"})
  void refuseWhatIsNoAddress(String uris) {
    assertThatThrownBy(() -> bind(Map.of("openbell.gateway.write-api-uris", uris)))
        .hasStackTraceContaining("write-api-uris");
  }
}
