package io.openbell.write.disk;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Watches the disk of an embedded database. H2 closes a database that it could not write, for all
 * services. So nothing more is accepted while less than {@code openbell.disk.reserve} is free; what
 * was accepted before is still finalized.
 */
@Component
public class DatabaseDisk {
  private static final Logger log = LoggerFactory.getLogger("openbell.disk");

  private final @Nullable Path directory;
  private final long reserve;
  private volatile double usable = Double.NaN;
  private volatile boolean full;
  private boolean unreadable;

  DatabaseDisk(DiskProperties properties, MeterRegistry registry) {
    this.directory = properties.directory();
    this.reserve = properties.reserve().toBytes();
    Gauge.builder("openbell.disk.usable", () -> usable)
        .description("What is free on the disk of an embedded database")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("openbell.disk.full", () -> full ? 1 : 0)
        .description("Whether nothing is taken because that is too little")
        .register(registry);
  }

  /** True while nothing more may be accepted. */
  public boolean isFull() {
    return full;
  }

  /** Runs so often that a crowd cannot fill the reserve in between. */
  @Scheduled(fixedDelay = 100)
  void look() {
    if (directory == null) {
      return;
    }
    try {
      FileStore disk = Files.getFileStore(directory);
      long free = disk.getUsableSpace();
      usable = free;
      unreadable = false;
      learn(free, disk.getTotalSpace());
    } catch (IOException e) {
      notRead(e);
    }
  }

  // Opens with a quarter more than what closes, so that it does not open and close all the time.
  void learn(long free, long total) {
    long least = Math.min(reserve, total / 4);
    boolean wasFull = full;
    full = free < (wasFull ? least + least / 4 : least);
    if (full && !wasFull) {
      log.warn(
          "event=disk-full directory={} freeBytes={} reserveBytes={}: nothing is taken until there"
              + " is room",
          directory,
          free,
          least);
    } else if (wasFull && !full) {
      log.warn("event=disk-has-room directory={} freeBytes={}", directory, free);
    }
  }

  // A disk that cannot be read closes nothing: the database itself reports when it cannot write.
  private void notRead(IOException e) {
    usable = Double.NaN;
    full = false;
    if (!unreadable) {
      unreadable = true;
      log.warn("event=disk-not-read directory={} cause={}", directory, e.toString());
    }
  }
}
