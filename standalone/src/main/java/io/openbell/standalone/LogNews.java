package io.openbell.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A log that is being written, read for what is new in it. A line is not new when it only differs
 * from an earlier one in numbers: who tries the same thing again and again does not get on.
 */
final class LogNews {
  private static final int BLOCK = 1 << 16;

  private final Path file;
  private final Set<String> seen = new HashSet<>();
  private long position;
  private String unfinished = "";
  private String lastLine = "(none)";

  /** A log that may not be there yet. */
  LogNews(Path file) {
    this.file = file;
  }

  /** Reads on, and says whether there was anything new. */
  boolean look() {
    if (!Files.exists(file)) {
      return false;
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      if (log.length() < position) {
        // Another one by now.
        position = 0;
        unfinished = "";
      }
      log.seek(position);
      byte[] block = new byte[BLOCK];
      boolean news = false;
      for (int length = log.read(block); length > 0; length = log.read(block)) {
        position += length;
        news |= take(new String(block, 0, length, ISO_8859_1));
      }
      return news;
    } catch (IOException e) {
      // It was moved away just now.
      return false;
    }
  }

  private boolean take(String text) {
    String[] lines = (unfinished + text).split("\n", -1);
    boolean news = false;
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i].strip();
      if (!line.isEmpty()) {
        lastLine = line;
        news |= seen.add(withoutNumbers(line));
      }
    }
    unfinished = lines[lines.length - 1];
    return news;
  }

  /** Without times, addresses, ids and the numbers of threads. */
  private static String withoutNumbers(String line) {
    return line.replaceAll("[\\w.:-]*\\d[\\w.:-]*", "#");
  }

  Path file() {
    return file;
  }

  /** The last whole line that {@link #look()} has read. */
  String lastLine() {
    // Bytes were kept as they came, as a block may end within a letter.
    return new String(lastLine.getBytes(ISO_8859_1), UTF_8);
  }
}
