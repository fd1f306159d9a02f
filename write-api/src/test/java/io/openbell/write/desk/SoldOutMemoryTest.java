package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SoldOutMemoryTest {
  private static final long KEY = 7;

  private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 50); // nanoTime may wrap
  private final SoldOutMemory memory = new SoldOutMemory(ticks::get, 100);

  @Test
  void itRemembersUntilAGroupFindsSomethingLeft() {
    assertThat(memory.takeProbe(KEY)).isTrue();
    memory.learn(KEY, true);
    assertThat(memory.takeProbe(KEY)).isFalse();
    memory.learn(KEY, false);
    assertThat(memory.takeProbe(KEY)).isTrue();
  }

  @Test
  void oneProbeAnIntervalPasses() {
    memory.learn(KEY, true);
    assertThat(memory.takeProbe(KEY)).isFalse();

    ticks.addAndGet(100);
    assertThat(memory.takeProbe(KEY)).isTrue();
    assertThat(memory.takeProbe(KEY)).isFalse();

    ticks.addAndGet(99);
    assertThat(memory.takeProbe(KEY)).isFalse();
    ticks.addAndGet(1);
    assertThat(memory.takeProbe(KEY)).isTrue();
  }

  @Test
  void whatIsSoldOutOfOneKeySaysNothingOfAnother() {
    memory.learn(KEY, true);
    assertThat(memory.takeProbe(KEY + 1)).isTrue();
    memory.learn(KEY + 1, true);
    memory.learn(KEY + 1, false);
    assertThat(memory.takeProbe(KEY)).isFalse();
  }

  @Test
  void itIsNewsOnce() {
    assertThat(memory.learn(KEY, true)).isTrue();
    assertThat(memory.learn(KEY, true)).isFalse();
    assertThat(memory.learn(KEY, false)).isFalse();
    assertThat(memory.learn(KEY, true)).isTrue();
  }
}
