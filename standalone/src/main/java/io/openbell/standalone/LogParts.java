package io.openbell.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A log and its older parts, {@code .1} being the newest of these. */
final class LogParts {
  /** The file itself and the older parts. */
  static final int MOST = 4;

  private LogParts() {}

  /** What is there becomes the newest of the older parts; the oldest of them is deleted. */
  static void beginNew(Path file) throws IOException {
    for (int part = MOST - 1; part > 1; part--) {
      move(older(file, part - 1), older(file, part));
    }
    move(file, older(file, 1));
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path older(Path file, int part) {
    return file.resolveSibling(file.getFileName() + "." + part);
  }
}
