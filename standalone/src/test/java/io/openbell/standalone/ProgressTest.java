package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  @TempDir Path logs;
  private final AtomicLong nanos = new AtomicLong(7);
  private Progress progress;

  @BeforeEach
  void begin() {
    progress = new Progress(Duration.ofSeconds(60), logs, nanos::get);
  }

  @Test
  void aStartInWhichNothingHappensIsGivenUpAfterItsPatience() {
    after(59);
    assertThat(progress.stalled()).isFalse();
    after(1);
    assertThat(progress.stalled()).isTrue();
    assertThat(progress.elapsedText()).isEqualTo("60.0 s");
  }

  @Test
  void itGoesOnForAsLongAsSomethingIsReached() {
    for (int i = 0; i < 10; i++) {
      after(59);
      progress.made();
      assertThat(progress.stalled()).isFalse();
    }
  }

  @Test
  void itGoesOnForAsLongAsAnyServiceLogsSomethingNew() throws Exception {
    for (String line : new String[] {"one", "two", "three"}) {
      after(59);
      log("read-api", "2026-01-01T00:00:01 INFO " + line + "\n");
      assertThat(progress.stalled()).as(line).isFalse();
    }
  }

  @Test
  void theSameLineAgainIsNoProgressWhateverItsNumbers() throws Exception {
    log(
        "write-api",
        "2026-01-01T00:00:01.5Z WARN 12 --- [desk-1] no connection to :9092, 3f2a-77\n");
    assertThat(progress.stalled()).isFalse();
    for (int i = 0; i < 6; i++) {
      after(10);
      log(
          "write-api",
          "2026-01-01T00:00:" + i + "Z WARN 12 --- [desk-7] no connection to :19092, 8f2-1\n");
    }
    assertThat(progress.stalled()).isTrue();
  }

  @Test
  void aLogThatBeginsAnewIsReadFromItsBeginning() throws Exception {
    log("gateway", "a first line, which is long\n");
    assertThat(progress.stalled()).isFalse();
    after(60);
    Files.delete(logs.resolve("gateway.log"));
    log("gateway", "other\n");

    assertThat(progress.stalled()).isFalse();
  }

  @Test
  void whoGivesUpNamesTheServiceAndItsLastWholeLine() throws Exception {
    log("mq-consumer", "starting\n");
    log("mq-consumer", "경매를 기다립니다\n\nhalf a li");
    progress.stalled();

    assertThat(progress.failure("mq-consumer was not ready", ServiceName.MQ_CONSUMER))
        .hasMessage(
            "mq-consumer was not ready, and nothing got on for 60 s (OPENBELL_UP_SECONDS changes"
                + " that). The last line of "
                + logs.resolve("mq-consumer.log")
                + ": 경매를 기다립니다");
    assertThat(progress.failure("gateway was not ready", ServiceName.GATEWAY))
        .hasMessageEndingWith("gateway.log: (none)");
  }

  private void after(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void log(String service, String text) throws Exception {
    Files.writeString(
        logs.resolve(service + ".log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
