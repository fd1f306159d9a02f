package io.openbell.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

  @Test
  void aRequestMayComeWithoutAKey() {
    assertThat(IdempotencyKey.ofHeader(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "0b9f6d1e-6b57-4a1c-9c2e-1f2d3c4b5a69", "order:7~2.a_b", "...", ".a", "-"})
  void lettersDigitsAndAFewSignsMakeAKeyThatFitsIntoAPathUnchanged(String key) {
    assertThat(IdempotencyKey.ofHeader(key)).isEqualTo(new IdempotencyKey(key));
    assertThat(URI.create("/api/invest/" + key).normalize().getRawPath())
        .isEqualTo("/api/invest/" + key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0b9f6d1e-6b57-4a1c-9c2e-1f2d3c4b5a69", "order:7~2.a_b"})
  void inDoubleQuotesItIsTheSameKey(String key) {
    assertThat(IdempotencyKey.ofHeader('"' + key + '"')).isEqualTo(new IdempotencyKey(key));
  }

  @Test
  void aHundredCharactersFitBetweenTheQuotesToo() {
    assertThat(IdempotencyKey.ofHeader('"' + "k".repeat(100) + '"').value()).hasSize(100);
    assertRefused('"' + "k".repeat(101) + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\"abc", "abc\"", "\"abc\";a=1", "\"a\\"})
  void aQuoteWithoutItsOtherHalfIsRefused(String key) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> IdempotencyKey.ofHeader(key))
        .withMessage("Idempotency-Key: must have double quotes at both ends or at none")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\".\"",
        "\"..\"",
        "\" a\"",
        "\"a\\\"b\"",
        "\"a\\\\b\"",
        "\"a\"b\"",
        "\"\"a\"\"",
        "\"a\\\""
      })
  void whatIsNoKeyIsNoneInQuotesEither(String key) {
    assertRefused(key);
  }

  @Test
  void aHundredCharactersFitAndOneMoreDoesNot() {
    assertThat(new IdempotencyKey("k".repeat(100)).value()).hasSize(100);
    assertRefused("k".repeat(101));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a\n", "a?b", "a%20", "a#", "é", "키"})
  void anythingElseIsRefused(String key) {
    assertRefused(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void whatAPathWouldSwallowIsRefused(String key) {
    assertRefused(key);
  }

  private static void assertRefused(String key) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> IdempotencyKey.ofHeader(key))
        .withMessageStartingWith("Idempotency-Key: must be 1 to 100 letters, digits")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCode.INVALID_REQUEST));
  }
}
