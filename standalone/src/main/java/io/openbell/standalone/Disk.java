package io.openbell.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on a disk. */
final class Disk {
  private static final int MEGABYTE = 20;

  private Disk() {}

  /**
   * Looks whether there is enough.
   *
   * @throws CommandFailure when there is not
   */
  static void require(Path directory, long megabytes) {
    try {
      Files.createDirectories(directory);
      long free = Files.getFileStore(directory).getUsableSpace() >> MEGABYTE;
      if (free < megabytes) {
        throw new CommandFailure(
            "only %d MB are free on the disk of %s, and %d MB are needed."
                .formatted(free, directory, megabytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
