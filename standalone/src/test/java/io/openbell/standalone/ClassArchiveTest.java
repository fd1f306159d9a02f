package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  @TempDir Path target;
  private Path built;
  private Path start;

  @BeforeEach
  void build() throws Exception {
    built = target.resolve("read-api-1-exec.jar");
    start = target.resolve("start");
    fileOf(built, 5000);
  }

  @Test
  void withoutARecordingTheServiceStartsFromTheJarThatWasBuilt() {
    assertThat(new ClassArchive(built, 17).startOptions())
        .containsExactly("-jar", built.toString());
    assertThat(new ClassArchive(built, 25).startOptions())
        .containsExactly("-jar", built.toString());
  }

  @Test
  void withOneItStartsFromWhatThisJvmTakes() throws Exception {
    fileOf(start.resolve("app/service.jar"), 5000);
    fileOf(start.resolve("java-17.jsa"), 9000);
    String jar = start.resolve("app/service.jar").toString();

    assertThat(new ClassArchive(built, 17).startOptions())
        .containsExactly("-XX:SharedArchiveFile=" + start.resolve("java-17.jsa"), "-jar", jar);
    assertThat(new ClassArchive(built, 25).isCurrent()).isFalse();

    fileOf(start.resolve("java-25.aot"), 9000);
    assertThat(new ClassArchive(built, 25).startOptions())
        .containsExactly("-XX:AOTCache=" + start.resolve("java-25.aot"), "-jar", jar);
  }

  @Test
  void aRecordingOfAnotherBuildIsNotUsed() throws Exception {
    fileOf(start.resolve("app/service.jar"), 4000);
    fileOf(start.resolve("java-17.jsa"), 9000);

    assertThat(new ClassArchive(built, 17).startOptions())
        .containsExactly("-jar", built.toString());
  }

  @Test
  void whatAnotherJvmRecordedOfAnEarlierBuildIsNotUsed() throws Exception {
    fileOf(start.resolve("app/service.jar"), 5000);
    fileOf(start.resolve("java-17.jsa"), 9000);
    fileOf(start.resolve("java-25.aot"), 4000);

    assertThat(new ClassArchive(built, 17).isCurrent()).isTrue();
    assertThat(new ClassArchive(built, 25).startOptions())
        .containsExactly("-jar", built.toString());
  }

  @Test
  void aRecordedRunStartsFromTheJarBesideItsLibraries() {
    String jar = start.resolve("app/service.jar").toString();

    assertThat(new ClassArchive(built, 21).recordOptions())
        .containsExactly("-XX:ArchiveClassesAtExit=" + start.resolve("java-21.jsa"), "-jar", jar);
    assertThat(new ClassArchive(built, 25).recordOptions())
        .containsExactly("-XX:AOTCacheOutput=" + start.resolve("java-25.aot"), "-jar", jar);
  }

  private static void fileOf(Path file, long time) throws Exception {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time));
  }
}
