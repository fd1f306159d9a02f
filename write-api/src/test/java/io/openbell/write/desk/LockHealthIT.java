package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.backing.SharedServers;
import io.openbell.write.RunningWriteApi;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class LockHealthIT extends RunningWriteApi {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @AfterEach
  void heal() {
    SharedServers.get().startRedis();
  }

  @Test
  void aMomentOfSilenceIsNoOutageAndThreeSecondsAre() {
    LockHealth health = new LockHealth(redis, now::get);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    SharedServers.get().stopRedis();

    now.set(Instant.EPOCH.plus(LockHealth.TOLERATED));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    now.set(Instant.EPOCH.plus(LockHealth.TOLERATED).plusNanos(1));
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void whoNeverHadAnAnswerIsDown() {
    SharedServers.get().stopRedis();

    assertThat(new LockHealth(redis, now::get).health().getStatus()).isEqualTo(Status.DOWN);
  }
}
