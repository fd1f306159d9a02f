package io.openbell.write.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DatabaseDiskTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  private static DatabaseDisk disk(@Nullable Path directory) {
    return new DatabaseDisk(
        new DiskProperties(directory, DataSize.ofMegabytes(64)), new SimpleMeterRegistry());
  }

  private static boolean isFull(DatabaseDisk disk, long free, long total) {
    disk.learn(free, total);
    return disk.isFull();
  }

  @Test
  void aLargeDiskIsFullWhenLessThanTheReserveIsFree() {
    DatabaseDisk disk = disk(directory);
    assertThat(isFull(disk, 64 * MIB, 1_000 * MIB)).isFalse();
    assertThat(isFull(disk, 64 * MIB - 1, 1_000 * MIB)).isTrue();
  }

  @Test
  void aSmallOneWhenLessThanAQuarterOfItIs() {
    DatabaseDisk disk = disk(directory);
    assertThat(isFull(disk, 6 * MIB, 24 * MIB)).isFalse();
    assertThat(isFull(disk, 6 * MIB - 1, 24 * MIB)).isTrue();
  }

  @Test
  void itHasRoomAgainWhenAQuarterMoreIsFree() {
    DatabaseDisk disk = disk(directory);
    disk.learn(0, 1_000 * MIB);
    assertThat(isFull(disk, 80 * MIB - 1, 1_000 * MIB)).isTrue();
    assertThat(isFull(disk, 80 * MIB, 1_000 * MIB)).isFalse();
    assertThat(isFull(disk, 64 * MIB, 1_000 * MIB)).isFalse();
  }

  @Test
  void whatIsNotWatchedOrCannotBeReadClosesNothing() {
    DatabaseDisk none = disk(null);
    none.look();
    assertThat(none.isFull()).isFalse();

    DatabaseDisk gone = disk(directory.resolve("gone"));
    gone.learn(0, 1_000 * MIB);
    gone.look();
    assertThat(gone.isFull()).isFalse();
  }

  @Test
  void aNegativeReserveIsRefused() {
    assertThatThrownBy(() -> new DiskProperties(directory, DataSize.ofBytes(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openbell.disk.reserve");
  }
}
