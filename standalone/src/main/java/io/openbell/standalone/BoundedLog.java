package io.openbell.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A log file that never takes more room than it may. When it is full it becomes the newest of the
 * older {@link LogParts}, all of which are as large. Lines are kept whole.
 */
public final class BoundedLog extends OutputStream {
  private final Path file;
  private final long most;
  private @Nullable OutputStream out;
  private long size;

  private BoundedLog(Path file, long bytes) {
    this.file = file;
    this.most = bytes / LogParts.MOST;
  }

  /**
   * A log that begins with a new part.
   *
   * @param file the newest part
   * @param bytes the most that all parts together may take
   */
  static BoundedLog begin(Path file, long bytes) throws IOException {
    BoundedLog log = new BoundedLog(file, bytes);
    log.beginPart();
    return log;
  }

  /**
   * A log that goes on where the file ends.
   *
   * @param file the newest part
   * @param bytes the most that all parts together may take
   */
  public static BoundedLog goOn(Path file, long bytes) throws IOException {
    BoundedLog log = new BoundedLog(file, bytes);
    log.open();
    return log;
  }

  /** The newest part. */
  Path file() {
    return file;
  }

  /** Takes all that comes, until the end. What cannot be written is lost: nobody waits for it. */
  void takeAll(InputStream source) {
    byte[] buffer = new byte[1 << 16];
    try (source;
        this) {
      for (int length = source.read(buffer); length >= 0; length = source.read(buffer)) {
        takeOrLose(buffer, length);
      }
    } catch (IOException e) {
      // Whoever wrote has ended.
    }
  }

  private void takeOrLose(byte[] buffer, int length) {
    try {
      write(buffer, 0, length);
    } catch (IOException e) {
      // The disk is full, or the directory is gone: perhaps not for ever.
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    open();
    int next = from;
    int left = length;
    while (left > most - size) {
      int fits = wholeLines(bytes, next, (int) Math.max(0, most - size));
      if (fits == 0 && size == 0) {
        fits = (int) most; // of a line that is longer than a part
      }
      append(bytes, next, fits);
      next += fits;
      left -= fits;
      beginPart();
    }
    append(bytes, next, left);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /** How many of the first bytes are whole lines. */
  private static int wholeLines(byte[] bytes, int from, int length) {
    int end = length;
    while (end > 0 && bytes[from + end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private void append(byte[] bytes, int from, int length) throws IOException {
    try {
      requireNonNull(out).write(bytes, from, length);
      size += length;
    } catch (IOException e) {
      close(); // how much of it was written is seen when the file is opened again
      throw e;
    }
  }

  private synchronized void open() throws IOException {
    if (out == null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      size = Files.size(file);
    }
  }

  /** What is there becomes the newest of the older parts. */
  private synchronized void beginPart() throws IOException {
    close();
    LogParts.beginNew(file);
    open();
  }

  @Override
  public synchronized void close() throws IOException {
    OutputStream closing = out;
    out = null;
    if (closing != null) {
      closing.close();
    }
  }
}
