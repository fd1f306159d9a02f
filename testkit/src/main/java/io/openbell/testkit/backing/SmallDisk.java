package io.openbell.testkit.backing;

import io.openbell.standalone.backing.BackingServerException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A real file system of a few megabytes for tests of what happens when a disk is full. It takes
 * root on Linux to make one.
 */
public final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Whether one can be made here.
   *
   * @return true for root on Linux, where file systems may be mounted
   */
  public static boolean canBeMade() {
    try (SmallDisk tried = of(1)) {
      return Files.isDirectory(tried.directory);
    } catch (BackingServerException e) {
      return false;
    }
  }

  /**
   * Makes one, empty.
   *
   * @param megabytes its size
   * @return the disk
   * @throws BackingServerException when it cannot be made
   */
  public static SmallDisk of(int megabytes) {
    try {
      Path directory = Files.createTempDirectory("openbell-disk-");
      try {
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
      } catch (BackingServerException e) {
        Files.delete(directory);
        throw e;
      }
      return new SmallDisk(directory);
    } catch (IOException e) {
      throw new BackingServerException("No disk of its own: " + e.getMessage(), e);
    }
  }

  /**
   * Where it is mounted.
   *
   * @return its root directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Fills it up to its last byte, as another program may.
   *
   * @throws BackingServerException when there is still room
   */
  public void fill() {
    leave(0);
  }

  /**
   * Fills it until no more than so much is left, as another program may.
   *
   * @param bytes what is left at most
   * @throws BackingServerException when more is left
   */
  public void leave(long bytes) {
    byte[] block = new byte[1 << 12];
    try (OutputStream out =
        Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (bytes == 0 || usable() > bytes) {
        out.write(block);
      }
    } catch (IOException e) {
      if (usable() >= block.length) {
        throw new BackingServerException("The disk was not filled: " + e.getMessage(), e);
      }
    }
  }

  /**
   * What is free on it.
   *
   * @return bytes
   */
  public long usable() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new BackingServerException("The disk cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Gives back what was filled.
   *
   * @throws BackingServerException when its file cannot be removed
   */
  public void free() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new BackingServerException("The disk was not freed: " + e.getMessage(), e);
    }
  }

  /** Takes it away with all that is on it, also while some program still has a file open there. */
  @Override
  public void close() {
    run("umount", "-l", directory.toString());
    try {
      Files.delete(directory);
    } catch (IOException e) {
      throw new BackingServerException(directory + " was not removed: " + e.getMessage(), e);
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BackingServerException(String.join(" ", command) + " failed: " + said.strip());
      }
    } catch (IOException e) {
      throw new BackingServerException(command[0] + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackingServerException(command[0] + " was interrupted.", e);
    }
  }
}
