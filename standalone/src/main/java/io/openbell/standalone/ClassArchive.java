package io.openbell.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the JVM keeps of a recorded run of a service, so that later ones start sooner: its classes,
 * loaded and linked, and from Java 25 on which of its methods are hot (an AOT cache; before, a CDS
 * archive). It belongs to one build of one service and to the JVM that wrote it. A JVM that cannot
 * use it starts without it.
 */
public final class ClassArchive {
  private static final int AOT_CACHE_SINCE = 25;
  private static final String JAR = "service.jar";

  private final Path built;
  private final Path app;
  private final Path file;
  private final boolean aot;

  /**
   * That of a service, for a JVM of this feature version.
   *
   * @param built the executable jar
   */
  public ClassArchive(Path built, int javaVersion) {
    this.built = built;
    this.aot = javaVersion >= AOT_CACHE_SINCE;
    Path directory = built.resolveSibling("start");
    this.app = directory.resolve("app");
    this.file = directory.resolve("java-" + javaVersion + (aot ? ".aot" : ".jsa"));
  }

  /**
   * The JVM's options to start from it, the jar among them; those to start from the executable jar
   * when it is not there.
   */
  public List<String> startOptions() {
    if (!isCurrent()) {
      return List.of("-jar", built.toString());
    }
    String use = aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";
    return List.of(use + file, "-jar", extractedJar().toString());
  }

  /** The options to start a run that is recorded; the JVM writes the archive when it ends. */
  List<String> recordOptions() {
    String record = aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
    return List.of(record + file, "-jar", extractedJar().toString());
  }

  /** Whether a run of this build was recorded. */
  boolean isCurrent() {
    // Another JVM may have left an older one. Extracted, the jar has the time of where it comes
    // from.
    return file.toFile().lastModified() > built.toFile().lastModified()
        && extractedJar().toFile().lastModified() == built.toFile().lastModified();
  }

  /**
   * Lays the service out as a jar beside its libraries: the JVM archives no classes of jars within
   * jars. Removes what was recorded before.
   */
  void extract() {
    try {
      Files.deleteIfExists(file);
      List<String> command =
          List.of(
              Jdk.java(),
              // Not a main of ours, which would see to that.
              "-Duser.language=en",
              "-Djarmode=tools",
              "-jar",
              built.toString(),
              "extract",
              "--force",
              "--application-filename",
              JAR,
              "--destination",
              app.toString());
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new StartFailure(built + " could not be extracted.");
      }
    } catch (IOException e) {
      throw new StartFailure(built + " could not be extracted: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("Interrupted while " + built + " was extracted.", e);
    }
  }

  private Path extractedJar() {
    return app.resolve(JAR);
  }
}
