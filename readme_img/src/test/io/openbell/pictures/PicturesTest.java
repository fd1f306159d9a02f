package io.openbell.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PicturesTest {
  @Test
  void everyPictureShowsWhatItsSourceSays() throws Exception {
    assertThat(new Pictures(Path.of("").toAbsolutePath()).stale()).isEmpty();
  }
}
