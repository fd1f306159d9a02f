package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.TypeMismatchException;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.web.bind.WebDataBinder;

class WholeNumbersTest {
  private final WebDataBinder binder = new WebDataBinder(null);

  WholeNumbersTest() {
    binder.setConversionService(new DefaultFormattingConversionService());
    new WholeNumbers().registerCustomEditors(binder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0x10", " 7", "7 ", "+7", "1.0", "1e3", "seven", "٧", "9223372036854775808", "-"})
  void whatIsNotAWholeNumberToTheLetterIsRefused(String text) {
    for (Class<?> type : new Class<?>[] {Integer.class, long.class, Long.class}) {
      assertThatThrownBy(() -> binder.convertIfNecessary(text, type))
          .isInstanceOf(TypeMismatchException.class);
    }
    assertThatThrownBy(() -> WholeNumbers.inPath("id", text))
        .isInstanceOf(ApiException.class)
        .hasMessage("id: must be a whole number");
  }

  @Test
  void wholeNumbersAreReadUpToTheBoundsOfTheirType() {
    assertThat(binder.convertIfNecessary("-9223372036854775808", long.class))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(WholeNumbers.inPath("id", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(WholeNumbers.inPath("id", "007")).isEqualTo(7);
    assertThat(binder.convertIfNecessary("2147483647", Integer.class)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> binder.convertIfNecessary("2147483648", Integer.class))
        .isInstanceOf(TypeMismatchException.class);
  }

  @Test
  void emptyIsNotGiven() {
    assertThat(binder.convertIfNecessary("", Long.class)).isNull();
  }
}
