package io.openbell.core.invest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequestFingerprintTest {

  @Test
  void theSameRequestHasTheSameFingerprint() {
    assertThat(RequestFingerprint.of(7, 10, false)).isEqualTo(RequestFingerprint.of(7, 10, false));
  }

  @Test
  void requestsThatDifferInAnythingHaveDifferentFingerprints() {
    assertThat(
            Stream.of(
                RequestFingerprint.of(7, 10, false),
                RequestFingerprint.of(7, 10, true),
                RequestFingerprint.of(7, 11, false),
                RequestFingerprint.of(71, 0, false),
                RequestFingerprint.of(1, 710, false)))
        .doesNotHaveDuplicates();
  }

  @Test
  void itTellsWhetherASmallerAmountWasAllowed() {
    assertThat(RequestFingerprint.of(7, 10, true).allowsPartial()).isTrue();
    assertThat(RequestFingerprint.of(7, 10, false).allowsPartial()).isFalse();
  }

  @Test
  void whatIsStoredStaysReadableByLaterReleases() {
    assertThat(RequestFingerprint.of(7, 10, true).value()).isEqualTo("7:10:partial");
    assertThat(RequestFingerprint.of(7, 10, false).value()).isEqualTo("7:10:whole");
  }

  @Test
  void theLongestFitsItsColumn() {
    assertThat(RequestFingerprint.of(Long.MAX_VALUE, Long.MAX_VALUE, true).value().length())
        .isLessThanOrEqualTo(64);
  }
}
