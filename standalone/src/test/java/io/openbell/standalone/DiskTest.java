package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir Path directory;

  @Test
  void enoughIsEnoughAlsoWhereTheFolderIsNotThereYet() {
    Path folder = directory.resolve("state/run");

    Disk.require(folder, 1);

    assertThat(folder).isDirectory();
  }

  @Test
  void tooLittleIsSaidWithHowMuchIsNeeded() {
    long much = 1L << 40;

    assertThatThrownBy(() -> Disk.require(directory, much))
        .isInstanceOf(CommandFailure.class)
        .hasMessageMatching(
            "openbell: only \\d+ MB are free on the disk of .*, and " + much + " MB are needed\\.");
  }
}
