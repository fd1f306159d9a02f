package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** In a crowd the desk waits for more; after a group of few it does not. */
@TestPropertySource(properties = {"openbell.desk.linger=2s", "openbell.desk.lock-wait=10s"})
class LingerIT extends RunningWriteApi {
  private static final Duration SLOW = Duration.ofSeconds(1);

  @Autowired private MeterRegistry meters;

  /** So many that come while the lock is held, and so become one group that takes a while. */
  private void slowGroupOf(int size, long product) {
    groupOf(size, product, () -> LockSupport.parkNanos(SLOW.toNanos()));
  }

  private void groupOf(int size, long product, Runnable whileTheyWait) {
    RLock lock = laneOf(product);
    lock.lock(30, TimeUnit.SECONDS);
    List<CompletableFuture<Reply>> replies;
    try {
      replies =
          IntStream.range(0, size).mapToObj(i -> investAsync("u" + i, null, product, 1)).toList();
      awaitWaiting(size);
      whileTheyWait.run();
    } finally {
      lock.unlock();
    }
    replies.forEach(reply -> assertThat(reply.join().ok()).isTrue());
  }

  private void awaitWaiting(int size) {
    Awaitility.await().until(() -> meters.get("openbell.desk.queue").gauge().value() == size);
  }

  private long groups() {
    return meters.get("openbell.desk.group.size").summary().count();
  }

  @Test
  void afterACrowdThoseWhoComeOneByOneBecomeOneGroup() {
    long product = product(1_000);
    slowGroupOf(8, product);

    assertThatTwoBecomeOneGroup(product, 0);
  }

  @Test
  void whileACrowdWaitsForOthersThoseWhoComeOneByOneBecomeOneGroup() {
    long product = product(1_000);
    slowGroupOf(1, product);

    groupOf(8, product(1_000), () -> assertThatTwoBecomeOneGroup(product, 8));
  }

  private void assertThatTwoBecomeOneGroup(long product, int waitingAlready) {
    long before = groups();

    CompletableFuture<Reply> first = investAsync("ann", null, product, 1);
    awaitWaiting(waitingAlready + 1);
    CompletableFuture<Reply> second = investAsync("bob", null, product, 1);

    assertThat(first.join().ok()).isTrue();
    assertThat(second.join().ok()).isTrue();
    assertThat(groups()).isEqualTo(before + 1);
  }

  @Test
  void afterAFewEverybodyIsServedAlone() {
    long product = product(1_000);
    slowGroupOf(7, product);
    long before = groups();

    assertThat(invest("ann", product, 1).ok()).isTrue();
    assertThat(invest("bob", product, 1).ok()).isTrue();

    assertThat(groups()).isEqualTo(before + 2);
  }
}
