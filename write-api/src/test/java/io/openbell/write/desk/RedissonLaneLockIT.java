package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.write.RunningWriteApi;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RedissonLaneLockIT extends RunningWriteApi {
  @Autowired private LaneLock lock;
  @Autowired private DeskProperties properties;

  @Test
  void aLockIsFreeAgainAfterItsLeaseWhateverBecomesOfItsHolder() throws Exception {
    AtomicLong left = new AtomicLong();

    lock.holding("sale:7", () -> left.set(redis.getLock("lock:sale:7").remainTimeToLive()));

    assertThat(left.get()).isBetween(1L, properties.lockLease().toMillis());
  }
}
