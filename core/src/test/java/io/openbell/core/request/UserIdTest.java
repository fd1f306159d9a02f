package io.openbell.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  private static void assertRefused(String header, ApiCode code, String message) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> UserId.ofHeader(header))
        .withMessage(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aRequestWithoutTheHeaderIsToldThatItIsMissing() {
    assertRefused(null, ApiCode.MISSING_X_USER_ID, "X-USER-ID: the header is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", " \n "})
  void aBlankIdIsRefused(String blank) {
    assertRefused(blank, ApiCode.INVALID_REQUEST, "X-USER-ID: must not be blank");
  }

  @Test
  void aHundredCharactersFitAndOneMoreDoesNot() {
    String longest = "u".repeat(UserId.MAX_LENGTH);
    assertThat(UserId.ofHeader(longest).value()).isEqualTo(longest);
    assertRefused(
        longest + "u", ApiCode.INVALID_REQUEST, "X-USER-ID: must be at most 100 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", "a\u007fb", "a\tb"})
  void controlCharactersAreRefused(String dirty) {
    assertRefused(dirty, ApiCode.INVALID_REQUEST, "X-USER-ID: must not contain control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "kim", "김철수", "a b", " padded ", "🔔", "o'neil;--"})
  void anyOtherTextIsTakenAsItIs(String value) {
    String asTheServerReadsIt =
        new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(UserId.ofHeader(asTheServerReadsIt)).isEqualTo(new UserId(value));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    assertRefused("\u00e9", ApiCode.INVALID_REQUEST, "X-USER-ID: must be well-formed UTF-8");
  }
}
