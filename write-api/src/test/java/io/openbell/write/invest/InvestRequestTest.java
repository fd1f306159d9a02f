package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.request.UserId;
import io.openbell.write.desk.RequestFingerprint;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvestRequestTest {
  private static RequestFingerprint of(long product, long amount, boolean allowPartial) {
    return new InvestRequest(product, new UserId("u"), amount, allowPartial, null, "c", 0)
        .fingerprint();
  }

  @Test
  void theSameRequestHasTheSameFingerprint() {
    assertThat(of(7, 10, false)).isEqualTo(of(7, 10, false));
  }

  @Test
  void requestsThatDifferInAnythingHaveDifferentFingerprints() {
    assertThat(
            Stream.of(
                of(7, 10, false),
                of(7, 10, true),
                of(7, 11, false),
                of(71, 0, false),
                of(1, 710, false)))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsStoredStaysReadableByLaterReleases() {
    assertThat(of(7, 10, true).value()).isEqualTo("7:10:partial");
    assertThat(of(7, 10, false).value()).isEqualTo("7:10:whole");
  }

  @Test
  void theLongestFitsItsColumn() {
    assertThat(of(Long.MAX_VALUE, Long.MAX_VALUE, true).value().length()).isLessThanOrEqualTo(64);
  }
}
