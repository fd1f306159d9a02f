package io.openbell.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CpuTimeTest {
  private final Map<String, Long> self = Map.of("self", ProcessHandle.current().pid());

  @Test
  void tellsWorkingThreadsOfAServiceFromOthersAndAddsUpToOne() {
    CpuTime before = CpuTime.now(self);
    Map<String, Double> shares =
        Awaitility.await()
            .until(
                () -> {
                  burn();
                  return CpuTime.now(self).sharesSince(before);
                },
                found -> found.containsKey("self, working"));

    assertThat(shares.get("self, working")).isPositive();
    assertThat(shares.values().stream().mapToDouble(part -> part).sum()).isBetween(0.5, 1.0001);
    assertThat(shares).doesNotContainKey("self");
  }

  private static void burn() {
    double sum = 0;
    for (int i = 1; i < 5_000_000; i++) {
      sum += Math.sqrt(i);
    }
    assertThat(sum).isPositive();
  }
}
