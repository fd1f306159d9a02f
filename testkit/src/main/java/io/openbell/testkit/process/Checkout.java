package io.openbell.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things are in this checkout. */
public final class Checkout {
  private static final Path ROOT = findRoot();

  private Checkout() {}

  /** The checkout's root. */
  public static Path root() {
    return ROOT;
  }

  /** A file below the root. */
  public static Path file(String relative) {
    return ROOT.resolve(relative);
  }

  /** The text of a file below the root. */
  public static String read(String relative) {
    try {
      return Files.readString(file(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one runnable jar the build made of a module. */
  public static Path jarOf(String module) {
    try (Stream<Path> files = Files.list(file(module + "/target"))) {
      List<Path> jars = files.filter(f -> f.toString().endsWith("-exec.jar")).toList();
      if (jars.size() != 1) {
        throw new IllegalStateException(module + ": expected one exec jar, found " + jars);
      }
      return jars.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("docker-compose.yml"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("not inside a checkout");
    }
    return at;
  }
}
