package io.openbell.write.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingThreadsTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private BlockingThreads threads = oneThread(Duration.ofHours(1));

  private static BlockingThreads oneThread(Duration maxWait) {
    return new BlockingThreads(new BlockingProperties(1, 1, maxWait));
  }

  @AfterEach
  void stop() {
    gate.countDown();
    threads.destroy();
  }

  private CompletableFuture<String> run(String answer) {
    return threads.run(() -> answer).toFuture();
  }

  private CompletableFuture<String> occupied() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> work =
        threads
            .run(
                () -> {
                  begun.countDown();
                  gate.await();
                  return "first";
                })
            .toFuture();
    begun.await();
    return work;
  }

  private static void assertBusy(CompletableFuture<String> work) {
    assertThatThrownBy(work::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApiException.class, busy -> assertThat(busy.code()).isEqualTo(ApiCode.BUSY));
  }

  @Test
  void whoWaitsIsServedInTurnAndBehindTooManyNobodyWaits() throws Exception {
    CompletableFuture<String> first = occupied();
    CompletableFuture<String> second = run("second");

    assertBusy(run("third"));

    assertThat(second).isNotDone();
    gate.countDown();
    assertThat(first.join()).isEqualTo("first");
    assertThat(second.join()).isEqualTo("second");
  }

  @Test
  void whoHasWaitedTooLongIsToldSoAndNothingIsDone() {
    threads.destroy();
    threads = oneThread(Duration.ZERO);

    assertBusy(run("late"));
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new BlockingProperties(0, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openbell.blocking");
    assertThatThrownBy(() -> new BlockingProperties(2, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-queue");
  }
}
