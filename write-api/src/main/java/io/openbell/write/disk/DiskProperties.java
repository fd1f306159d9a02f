package io.openbell.write.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The disk of an embedded database.
 *
 * @param directory folder of the database's files, on this machine; without it no disk is watched
 * @param reserve while less than this is free, nothing is accepted; on a small disk it is at most a
 *     quarter of the disk
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
