package io.openbell.testkit.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.standalone.backing.BackingServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealServersTest {
  @TempDir Path directory;

  @Test
  void anEnvFileIsReadLineByLineAndCommentsAreSkipped() throws Exception {
    Path file = directory.resolve("env");
    Files.writeString(file, "# written by a=test\nA=1\n\nB=two=2\nC=\n");

    assertThat(RealServers.parse(file))
        .containsEntry("A", "1")
        .containsEntry("B", "two=2")
        .containsEntry("C", "")
        .hasSize(3);
  }

  @Test
  void aMissingEnvFileIsAnsweredWithWhatToDo() {
    assertThatThrownBy(() -> RealServers.parse(directory.resolve("none")))
        .isInstanceOf(BackingServerException.class)
        .hasMessageContaining("OPENBELL_TEST_SERVERS")
        .hasMessageContaining(".ci/servers start");
  }
}
