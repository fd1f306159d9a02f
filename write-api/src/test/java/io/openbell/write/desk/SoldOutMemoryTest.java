package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SoldOutMemoryTest {
  private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 50); // nanoTime may wrap
  private final SoldOutMemory memory = new SoldOutMemory(ticks::get, 100);

  @Test
  void itRemembersUntilAGroupFindsSomethingLeft() {
    assertThat(memory.isSoldOut()).isFalse();
    memory.learn(true);
    assertThat(memory.isSoldOut()).isTrue();
    memory.learn(false);
    assertThat(memory.isSoldOut()).isFalse();
  }

  @Test
  void oneProbeAnIntervalPasses() {
    memory.learn(true);
    assertThat(memory.takeProbe()).isFalse();

    ticks.addAndGet(100);
    assertThat(memory.takeProbe()).isTrue();
    assertThat(memory.takeProbe()).isFalse();

    ticks.addAndGet(99);
    assertThat(memory.takeProbe()).isFalse();
    ticks.addAndGet(1);
    assertThat(memory.takeProbe()).isTrue();
  }
}
