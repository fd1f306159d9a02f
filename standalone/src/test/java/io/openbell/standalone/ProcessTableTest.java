package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  @Test
  void aLiveProcessIsToldWithItsMemoryAndItsArguments() {
    long self = ProcessHandle.current().pid();

    ProcessTable.Row row = ProcessTable.of(List.of(self)).find(self).orElseThrow();

    assertThat(row.kilobytes()).isGreaterThan(10_000);
    assertThat(row.command()).contains("java");
  }

  @Test
  void nobodyAskedForIsNobodyFound() {
    assertThat(ProcessTable.of(List.of()).isEmpty()).isTrue();
  }

  @Test
  void aProcessThatHasEndedIsNotThereEvenWhenItsParentHasNotNoticed() throws Exception {
    // The shell starts one that ends, and becomes a program that never asks for it.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 600").start();
    try (BufferedReader said = parent.inputReader(StandardCharsets.US_ASCII)) {
      long zombie = Long.parseLong(said.readLine());

      await().until(() -> ProcessTable.of(List.of(zombie)).isEmpty());

      assertThat(ProcessHandle.of(zombie)).as("for the system it is still there").isPresent();
    } finally {
      parent.destroyForcibly();
    }
  }
}
