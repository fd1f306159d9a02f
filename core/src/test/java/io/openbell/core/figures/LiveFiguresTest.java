package io.openbell.core.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openbell.core.product.InvestingStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFiguresTest {

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAgain(InvestingStatus status) {
    LiveFigures figures = new LiveFigures(7, Long.MAX_VALUE, 3, 2, 1, status);
    assertThat(LiveFigures.parse(7, figures.toText())).isEqualTo(figures);
  }

  @Test
  void theTextIsWhatOlderAndNewerReleasesAgreeOn() {
    assertThat(new LiveFigures(7, 4, 30, 20, 1, InvestingStatus.ONGOING).toText())
        .isEqualTo("4:30:20:1:ONGOING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "4", "4:30:20:1", "4:30:20:1:ONGOING:", "x:30:20:1:ONGOING", "4:30:20:1:GONE"})
  void aTextThatIsNoneOfOursIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> LiveFigures.parse(7, text));
  }
}
