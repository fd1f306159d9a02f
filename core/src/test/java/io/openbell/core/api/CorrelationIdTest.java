package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "7f3c.trace_1-A",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void aWellFormedIdOfTheClientIsKept(String given) {
    assertThat(CorrelationId.of(given)).isEqualTo(given);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\nevent=forged",
        "a\n",
        "a;b",
        "é",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void anythingElseIsReplacedBySixteenHexDigits(String given) {
    assertThat(CorrelationId.of(given)).matches("[0-9a-f]{16}");
  }

  @Test
  void newIdsDifferAndAllHaveSixteenDigits() {
    assertThat(Stream.generate(() -> CorrelationId.of(null)).limit(2_000))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
  }
}
