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
  void each_pause_is_twice_as_long_and_asks_seldom_whether_it_is_still_wanted() {
    AtomicInteger asked = new AtomicInteger();
    Backoff backoff = new Backoff(ms(30), Duration.ofMinutes(1), () -> asked.incrementAndGet() > 0);

    assertThat(took(() -> assertThat(backoff.pause()).isTrue())).isGreaterThanOrEqualTo(ms(30));
    assertThat(took(() -> assertThat(backoff.pause()).isTrue())).isGreaterThanOrEqualTo(ms(60));
    assertThat(asked).hasValueLessThan(20);
  }

  @Test
  void no_pause_is_longer_than_the_longest() {
    Backoff backoff = new Backoff(ms(1), ms(2), () -> true);

    // Doubled without an end, the last of these alone would take half a minute.
    for (int i = 0; i < 16; i++) {
      assertThat(took(backoff::pause)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void what_is_not_wanted_is_not_waited_for() {
    Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), () -> false);

    assertThat(backoff.pause()).isFalse();
  }

  @Test
  void whoever_is_interrupted_stops_waiting_and_stays_interrupted() {
    Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), () -> true);
    Thread.currentThread().interrupt();

    assertThat(backoff.pause()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
