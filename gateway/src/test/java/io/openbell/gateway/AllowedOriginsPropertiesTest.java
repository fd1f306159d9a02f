package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsPropertiesTest {
  @Test
  void originsAreWrittenAsBrowsersWriteThem() {
    List<String> origins = List.of("https://shop.example", "http://localhost:3000");

    assertThat(new AllowedOriginsProperties(origins).allowedOrigins()).isEqualTo(origins);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "",
        "null",
        "shop.example",
        "https://shop.example/",
        "https://Shop.example",
        "https://shop.example/page",
        "https://a@shop.example",
        "ftp://shop.example",
        "https://a b"
      })
  void whatNoBrowserSendsIsRefusedByName(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllowedOriginsProperties(List.of(origin)))
        .withMessageStartingWith("openbell.gateway.allowed-origins: must be like ")
        .withMessageEndingWith("not " + origin);
  }
}
