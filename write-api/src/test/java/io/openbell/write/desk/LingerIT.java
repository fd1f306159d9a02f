package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.write.RunningWriteApi;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** After a crowd the desk waits for more; after a group of few it does not. */
@TestPropertySource(properties = "openbell.desk.linger=2s")
class LingerIT extends RunningWriteApi {
  @Autowired private RedissonClient redis;
  @Autowired private MeterRegistry meters;

  /** So many that come while the lock is held, and so become one group. */
  private void groupOf(int size, long product) {
    RLock lock = redis.getLock("lock:product:" + product);
    lock.lock(30, TimeUnit.SECONDS);
    List<CompletableFuture<Reply>> replies;
    try {
      replies =
          IntStream.range(0, size).mapToObj(i -> investAsync("u" + i, null, product, 1)).toList();
      Awaitility.await().until(() -> meters.get("openbell.desk.queue").gauge().value() == size);
    } finally {
      lock.unlock();
    }
    replies.forEach(reply -> assertThat(reply.join().ok()).isTrue());
  }

  private long groups() {
    return meters.get("openbell.desk.group.size").summary().count();
  }

  @Test
  void afterACrowdThoseWhoComeOneByOneBecomeOneGroup() {
    long product = product(1_000);
    groupOf(8, product);
    long before = groups();

    CompletableFuture<Reply> first = investAsync("ann", null, product, 1);
    Awaitility.await().until(() -> meters.get("openbell.desk.queue").gauge().value() == 1);
    CompletableFuture<Reply> second = investAsync("bob", null, product, 1);

    assertThat(first.join().ok()).isTrue();
    assertThat(second.join().ok()).isTrue();
    assertThat(groups()).isEqualTo(before + 1);
  }

  @Test
  void afterAFewEverybodyIsServedAlone() {
    long product = product(1_000);
    groupOf(7, product);
    long before = groups();

    assertThat(invest("ann", product, 1).ok()).isTrue();
    assertThat(invest("bob", product, 1).ok()).isTrue();

    assertThat(groups()).isEqualTo(before + 2);
  }
}
