package io.openbell.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "펀드 1호", "🔔", "<b>&'\"\\", "e\u0301", "\u00a0"})
  void whatCanBePrintedIsPlain(String text) {
    assertThat(PlainText.isPlain(text)).isTrue();
  }

  @Test
  void everyControlCharacterIsNotPlain() {
    for (char c = 0; c < 0x20; c++) {
      assertThat(PlainText.isPlain("a" + c)).as("U+%04X", (int) c).isFalse();
    }
    for (char c = 0x7f; c < 0xa0; c++) {
      assertThat(PlainText.isPlain("a" + c)).as("U+%04X", (int) c).isFalse();
    }
  }

  // Not a value source: half a surrogate pair does not survive being written to a report.
  @Test
  void halfOfASurrogatePairIsNotPlain() {
    assertThat(PlainText.isPlain("\ud83d")).isFalse();
    assertThat(PlainText.isPlain("a\udd14b")).isFalse();
    assertThat(PlainText.isPlain("\udd14\ud83d")).isFalse();
  }
}
