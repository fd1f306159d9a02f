package io.openbell.core.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.database.OnBackingServers;
import io.openbell.core.product.InvestingStatus;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.annotation.Autowired;

@OnBackingServers
class RedisFiguresIT {
  private final BackingServers servers = SharedServers.get();

  @Autowired private RedisFigures figures;
  @Autowired private RedissonClient redis;

  @BeforeEach
  void redisIsEmpty() {
    servers.flushRedis();
  }

  private static LiveFigures version(long productId, long version) {
    return new LiveFigures(productId, version, version * 10, version, 1, InvestingStatus.ONGOING);
  }

  private RBucket<String> bucket(long productId) {
    return redis.getBucket("figures:product:" + productId);
  }

  @Test
  void whatIsShownIsRead() {
    LiveFigures complete = new LiveFigures(8, 3, 100, 100, 2, InvestingStatus.COMPLETE);
    assertThat(figures.show(List.of(version(7, 1), complete))).isTrue();
    assertThat(figures.read(List.of(7L, 8L))).isEqualTo(Map.of(7L, version(7, 1), 8L, complete));
  }

  @Test
  void productsThatRedisDoesNotHoldAreLeftOut() {
    figures.show(List.of(version(7, 1)));
    assertThat(figures.read(List.of(6L, 7L, 8L))).containsOnlyKeys(7L);
    assertThat(figures.read(List.of(404L))).isEmpty();
  }

  @Test
  void nothingAskedIsNothingAnswered() {
    assertThat(figures.show(List.of())).isTrue();
    assertThat(figures.read(List.of())).isEmpty();
  }

  @Test
  void anOlderVersionNeverOverwritesANewerOne() {
    figures.show(List.of(version(7, 10)));
    assertThat(figures.show(List.of(version(7, 9)))).isTrue();
    assertThat(figures.read(List.of(7L))).containsEntry(7L, version(7, 10));
    figures.show(List.of(version(7, 11)));
    assertThat(figures.read(List.of(7L))).containsEntry(7L, version(7, 11));
  }

  @Test
  void anOlderVersionOfOneProductDoesNotKeepTheOthersFromBeingShown() {
    figures.show(List.of(version(7, 10)));
    figures.show(List.of(version(6, 1), version(7, 2), version(8, 1)));
    assertThat(figures.read(List.of(6L, 7L, 8L)))
        .isEqualTo(Map.of(6L, version(6, 1), 7L, version(7, 10), 8L, version(8, 1)));
  }

  @Test
  void whoShowsLearnsWhatIsShownOfEachProductNow() {
    figures.show(List.of(version(7, 10)));
    bucket(8).set("99 written by a later release");
    assertThat(
            figures.showAndRead(
                List.of(version(9, 3), version(8, 1), version(7, 2), version(6, 1))))
        .containsExactly(version(9, 3), version(7, 10), version(6, 1));
    assertThat(figures.showAndRead(List.of())).isEmpty();
  }

  @Test
  void aRedisThatHasForgottenItsScriptsIsToldThemAgain() {
    figures.show(List.of(version(7, 1)));
    redis.getScript().scriptFlush();
    assertThat(figures.showAndRead(List.of(version(7, 2), version(8, 1))))
        .containsExactly(version(7, 2), version(8, 1));
  }

  @Test
  void writersInAnyOrderEndAtTheNewestVersion() {
    long seed = Long.getLong("openbell.seed", new SplittableRandom().nextLong());
    List<Long> versions =
        LongStream.rangeClosed(1, 200).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(versions, new Random(seed));
    versions.parallelStream().forEach(v -> figures.show(List.of(version(7, v))));
    assertThat(figures.read(List.of(7L))).as("seed " + seed).containsEntry(7L, version(7, 200));
  }

  @Test
  void figuresExpireAndEveryWriteBeginsAnew() {
    figures.show(List.of(version(7, 1)));
    assertThat(bucket(7).remainTimeToLive()).isBetween(1L, 60_000L);
    bucket(7).clearExpire();
    assertThat(bucket(7).remainTimeToLive()).isEqualTo(-1);
    figures.show(List.of(version(7, 1)));
    assertThat(bucket(7).remainTimeToLive()).isBetween(1L, 60_000L);
  }

  @Test
  void aTextThatIsNoneOfOursCountsAsAbsentAndIsOverwritten() {
    bucket(7).set("written by a later release");
    figures.show(List.of(version(8, 1)));
    assertThat(figures.read(List.of(7L, 8L))).isEqualTo(Map.of(8L, version(8, 1)));
    assertThat(figures.show(List.of(version(7, 1)))).isTrue();
    assertThat(figures.read(List.of(7L))).containsEntry(7L, version(7, 1));
  }

  @Test
  void withoutRedisShowingSaysNoAndReadingFailsUntilItIsBack() {
    figures.show(List.of(version(7, 1)));
    servers.stopRedis();
    try {
      assertThat(figures.show(List.of(version(7, 2)))).isFalse();
      assertThatThrownBy(() -> figures.read(List.of(7L))).isInstanceOf(RuntimeException.class);
    } finally {
      servers.startRedis();
    }
    assertThat(figures.show(List.of(version(7, 3)))).isTrue();
    assertThat(figures.read(List.of(7L))).containsEntry(7L, version(7, 3));
  }
}
