package io.openbell.consumer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration took(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void eachPauseIsTwiceAsLongAndAsksSeldomWhetherItIsStillWanted() {
    AtomicInteger asked = new AtomicInteger();
    Backoff backoff = new Backoff(ms(30), Duration.ofMinutes(1), () -> asked.incrementAndGet() > 0);

    assertThat(took(() -> assertThat(backoff.pause()).isTrue())).isGreaterThanOrEqualTo(ms(30));
    assertThat(took(() -> assertThat(backoff.pause()).isTrue())).isGreaterThanOrEqualTo(ms(60));
    assertThat(asked).hasValueLessThan(20);
  }

  @Test
  void noPauseIsLongerThanTheLongest() {
    Backoff backoff = new Backoff(ms(1), ms(2), () -> true);

    // Doubled without an end, the last of these alone would take half a minute.
    for (int i = 0; i < 16; i++) {
      assertThat(took(backoff::pause)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatIsNotWantedIsNotWaitedFor() {
    Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), () -> false);

    assertThat(backoff.pause()).isFalse();
  }

  @Test
  void whoeverIsInterruptedStopsWaitingAndStaysInterrupted() {
    Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), () -> true);
    Thread.currentThread().interrupt();

    assertThat(backoff.pause()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
