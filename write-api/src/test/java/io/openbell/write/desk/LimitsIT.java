package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.springframework.test.context.TestPropertySource;

/** Beyond its bounds the desk answers BUSY, at once, and has taken nothing. */
@TestPropertySource(
    properties = {
      "openbell.desk.max-queue=5",
      "openbell.desk.max-wait=3s",
      "openbell.desk.lock-wait=6s",
      "openbell.desk.max-pending=10"
    })
class LimitsIT extends RunningWriteApi {

  private static void assertBusy(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("BUSY");
    assertThat(reply.retryAfter()).contains("1");
  }

  private void finalizeAll() {
    jdbc.sql(
            "update product_invest_log set invest_result = 'SUCCESS', finalized_at ="
                + " current_timestamp, publish_after = null where invest_result = 'PENDING'")
        .update();
  }

  @Test
  void aFullQueueAndAWaitTooLongAreAnsweredBusy() {
    finalizeAll();
    long product = product(1_000);
    RLock held = laneOf(product);
    held.lock(30, TimeUnit.SECONDS);
    try {
      List<CompletableFuture<Reply>> replies =
          IntStream.range(0, 8).mapToObj(i -> investAsync("user" + i, null, product, 10)).toList();
      // Three find the queue full at once; five wait in vain for the lock, but not until it is
      // free.
      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> replies.stream().filter(CompletableFuture::isDone).count() == 3);
      replies.forEach(reply -> assertBusy(reply.join()));
      assertThat(held.isLocked()).isTrue();
    } finally {
      held.unlock();
    }
    assertThat(logs(product)).isZero();
    Awaitility.await().until(() -> invest("user1", product, 10).ok());
  }

  @Test
  void tooLargeABacklogOfPendingInvestmentsIsAnsweredBusyUntilItShrinks() {
    finalizeAll();
    long product = product(1_000);
    Awaitility.await()
        .untilAsserted(
            () -> {
              Reply reply = invest("user1", product, 1);
              assertBusy(reply);
            });
    assertThat(reserved(product)).isGreaterThanOrEqualTo(10).isEqualTo(invested(product));

    finalizeAll();
    Awaitility.await().until(() -> invest("user1", product, 1).ok());
  }
}
