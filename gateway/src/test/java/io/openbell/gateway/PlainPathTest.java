package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/product",
        "/api/product/7",
        "/api/invest/0b9a-11.22_~",
        "/api/invest/...",
        "/api/invest/a%20b",
        "/api/invest/a+b:c@d",
        "/api/invest/a%2Fb",
        "/api/invest/%ED%95%9C%EA%B8%80",
        "/api/invest/%252e%252e"
      })
  void acceptsWhatEveryServerReadsAlike(String path) {
    assertThat(PlainPath.matches(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api/product",
        "/api//product",
        "/api/product;x=y",
        "/api/product/..",
        "/api/product/.",
        "/api/../actuator",
        "/api/product/%2e%2e",
        "/api/product/.%2E",
        "/api/product/%2e",
        "/api/invest/..%2f..%2factuator",
        "/api/invest/a%2f..%2fb",
        "/api/invest/a%5c..%5cb",
        "/api/invest/a\\b",
        "/api/invest/a%00",
        "/api/invest/a%0d%0ab",
        "/api/invest/%zz",
        "/api/invest/%2"
      })
  void refusesWhatServersReadDifferently(String path) {
    assertThat(PlainPath.matches(path)).isFalse();
  }
}
