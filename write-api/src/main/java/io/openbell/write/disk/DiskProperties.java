package io.openbell.write.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The disk of an embedded database.
 *
 * @param directory where the database has its files, on this machine; without it no disk is watched
 * @param reserve while less is free nothing is taken; on a disk of less than four times as much it
 *     is a quarter of the disk
 */
@ConfigurationProperties("openbell.disk")
public record DiskProperties(@Nullable Path directory, @DefaultValue("64MB") DataSize reserve) {

  /**
   * @throws IllegalArgumentException naming the property whose value makes no sense
   */
  public DiskProperties {
    if (reserve.isNegative()) {
      throw new IllegalArgumentException("openbell.disk.reserve must not be negative");
    }
  }
}
