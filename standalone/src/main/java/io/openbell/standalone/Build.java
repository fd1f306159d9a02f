package io.openbell.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds what is not built or out of date, and records a start of each service. */
final class Build {
  private static final long MEGABYTES = 1024;

  private final Folders folders;
  private final Jars jars;
  private final Leftovers leftovers;
  private final PrintStream out;

  Build(Folders folders, Leftovers leftovers, PrintStream out) {
    this.folders = folders;
    this.jars = new Jars(folders.checkout());
    this.leftovers = leftovers;
    this.out = out;
  }

  /** {@code ./openbell build}. */
  void run() {
    build();
    record();
    out.println("Everything is built.");
  }

  /**
   * Builds what is to be built.
   *
   * @return whether there was anything
   * @throws CommandFailure when it cannot be built
   */
  boolean build() {
    List<String> outdated = jars.outdated();
    if (outdated.isEmpty()) {
      return false;
    }
    Disk.require(folders.state(), MEGABYTES);
    if (!Files.isExecutable(Jdk.program("javac"))) {
      throw new CommandFailure(
          Jdk.java() + " is a runtime without a compiler; building needs a JDK, 17 or newer.");
    }
    out.println("Building " + String.join(" ", outdated) + " ...");
    // All of them: Maven leaves alone what has not changed, and the jars then agree.
    String modules = String.join(",", Jars.modules());
    ProcessBuilder maven =
        new ProcessBuilder("mvn", "-q", "-DskipTests", "-am", "-pl", modules, "package")
            .directory(folders.checkout().toFile())
            .inheritIO();
    if (await(maven, "building needs Maven (mvn), which was not found.") != 0) {
      throw new CommandFailure("the build failed; see above.");
    }
    jars.touch();
    return true;
  }

  /**
   * What a JVM has learnt in one run, the next need not learn again. That is worth half of a start,
   * but nothing depends on it: where it fails, services start without.
   */
  void record() {
    if (Stream.of(ServiceName.values()).allMatch(one -> jars.archive(one).isCurrent())) {
      return;
    }
    if (leftovers.launcher().isPresent()) {
      out.println("Openbell is up: ./openbell build after ./openbell down records starts.");
      return;
    }
    out.println(
        "Recording a start of each service, so that the next are faster; a minute or two ...");
    Path log = folders.log("recording");
    try {
      Files.createDirectories(folders.logs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ProcessBuilder launcher =
        LauncherProcess.builder(
                jars,
                List.of(
                    "--checkout=" + folders.checkout(), "--state=" + folders.state(), "--record"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    launcher.environment().putAll(Map.of("OPENBELL_UP_SECONDS", "300", "OPENBELL_JAVA_OPTS", ""));
    if (await(launcher, "the launcher could not be started.") != 0) {
      out.println(
          "It could not be recorded, see " + log + ". Services start without it, more slowly.");
    }
  }

  private static int await(ProcessBuilder builder, String ifMissing) {
    try {
      return Child.start(builder).await();
    } catch (IOException e) {
      throw new CommandFailure(ifMissing);
    }
  }
}
