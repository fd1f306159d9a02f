package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Duration SHORT = Restarts.LONG_ENOUGH.minusNanos(1);

  private final Restarts restarts = new Restarts(Duration.ofSeconds(1));

  @Test
  void pausesGrowUntilItIsGivenUp() {
    assertThat(IntStream.range(0, 7).mapToObj(i -> restarts.afterEnd(SHORT)))
        .containsExactly(
            seconds(1),
            seconds(2),
            seconds(4),
            seconds(8),
            seconds(16),
            seconds(32),
            Optional.empty());
    assertThat(restarts.afterEnd(SHORT)).isEmpty();
  }

  @Test
  void whoHasRunLongEnoughBeginsANewRow() {
    restarts.afterEnd(SHORT);
    restarts.afterEnd(SHORT);

    assertThat(restarts.afterEnd(Restarts.LONG_ENOUGH)).isEqualTo(seconds(1));
  }

  @Test
  void soDoesWhoIsAskedFor() {
    IntStream.range(0, 7).forEach(i -> restarts.afterEnd(SHORT));

    restarts.forget();

    assertThat(restarts.afterEnd(SHORT)).isEqualTo(seconds(1));
  }

  private static Optional<Duration> seconds(int count) {
    return Optional.of(Duration.ofSeconds(count));
  }
}
