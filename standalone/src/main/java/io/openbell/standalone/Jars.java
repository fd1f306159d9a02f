package io.openbell.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The executable jars that the build makes of the launcher and of the services. */
final class Jars {
  /** The launcher's module. */
  static final String LAUNCHER = "standalone";

  /** One on a module of ours that not only tests need. */
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>io\\.openbell</groupId>\\s*<artifactId>([^<]+)</artifactId>"
              + "(?:(?!<scope>test</scope>|</dependency>).)*</dependency>",
          Pattern.DOTALL);

  private final Path checkout;

  Jars(Path checkout) {
    this.checkout = checkout;
  }

  /** The modules that have one. */
  static List<String> modules() {
    List<String> modules = new ArrayList<>(List.of(LAUNCHER));
    modules.addAll(ServiceName.modules());
    return modules;
  }

  /**
   * The newest of a module: its version is not known here.
   *
   * @throws StartFailure when there is none
   */
  Path newest(String module) {
    return find(module)
        .orElseThrow(() -> new StartFailure(module + " is not built. Run `./openbell build`."));
  }

  /** What was recorded of a service, for this JVM. */
  ClassArchive archive(ServiceName service) {
    return new ClassArchive(newest(service.module()), Runtime.version().feature());
  }

  /** The modules that are not built, or that have changed since. */
  List<String> outdated() {
    return modules().stream().filter(module -> !isCurrent(module)).toList();
  }

  /** From now on all count as built: a build does not rewrite a jar whose content is the same. */
  void touch() {
    FileTime now = FileTime.from(Clock.systemUTC().instant());
    try {
      for (String module : modules()) {
        Files.setLastModifiedTime(newest(module), now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isCurrent(String module) {
    Optional<Path> jar = find(module);
    if (jar.isEmpty() || isNewer(checkout.resolve("pom.xml"), jar.get())) {
      return false;
    }
    return withDependencies(module).stream()
        .map(checkout::resolve)
        .flatMap(folder -> Stream.of(folder.resolve("pom.xml"), folder.resolve("src/main")))
        .noneMatch(path -> isNewer(path, jar.get()));
  }

  private Set<String> withDependencies(String module) {
    Set<String> all = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(module));
    while (!open.isEmpty()) {
      String next = open.remove(0);
      Path pom = checkout.resolve(next).resolve("pom.xml");
      if (Files.exists(pom) && all.add(next)) {
        try {
          Matcher dependency = DEPENDENCY.matcher(Files.readString(pom));
          while (dependency.find()) {
            open.add(dependency.group(1));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return all;
  }

  private static boolean isNewer(Path path, Path jar) {
    if (!Files.exists(path)) {
      return false;
    }
    long built = jar.toFile().lastModified();
    try (Stream<Path> files = Files.walk(path)) {
      return files.anyMatch(file -> file.toFile().lastModified() > built);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Path> find(String module) {
    Path target = checkout.resolve(module).resolve("target");
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(target, module + "-*-exec.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      return Optional.empty();
    }
    return jars.stream().max(Comparator.comparingLong(jar -> jar.toFile().lastModified()));
  }
}
