package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiHeadersTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "kim", "é", "김철수", "🔔 bell"})
  void utf8BytesReadAsLatin1BecomeTheTextAgain(String meant) {
    String asTheServerReadsIt =
        new String(meant.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(ApiHeaders.utf8("X-USER-ID", asTheServerReadsIt)).isEqualTo(meant);
  }

  @Test
  void aValueAlreadyDecodedIsLeftAlone() {
    assertThat(ApiHeaders.utf8("X-USER-ID", "김철수")).isEqualTo("김철수");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u00e9", "a\u0080", "\u00ed\u00a0\u00bd", "\u00c0\u0080", "\u00f0\u009f"})
  void bytesThatAreNoUtf8AreRefusedByTheHeadersName(String broken) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> ApiHeaders.utf8("X-Some", broken))
        .withMessage("X-Some: must be well-formed UTF-8")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCode.INVALID_REQUEST));
  }
}
