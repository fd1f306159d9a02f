package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchOptionsTest {
  private static final String CHECKOUT = "--checkout=/srv/openbell";

  @Test
  void withoutDataTheDatabaseIsAmongWhatIsDeleted() {
    LaunchOptions options = LaunchOptions.parse(List.of(CHECKOUT), Map.of());

    assertThat(options.folders().checkout()).isEqualTo(Path.of("/srv/openbell"));
    assertThat(options.folders().state()).isEqualTo(Path.of("/srv/openbell/.openbell"));
    assertThat(options.folders().logs()).isEqualTo(Path.of("/srv/openbell/.openbell/logs"));
    assertThat(options.dataDirectory()).startsWithRaw(options.folders().temporary());
    assertThat(options.demo()).isFalse();
    assertThat(options.record()).isFalse();
    assertThat(options.patience()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.background()).isFalse();
    assertThat(options.logBytes()).isEqualTo(40_000_000);
    assertThat(options.javaOptions()).isEmpty();
  }

  @Test
  void withDataTheDatabaseIsKeptApartFromWhatIsDeleted() {
    LaunchOptions options =
        LaunchOptions.parse(
            List.of(CHECKOUT, "--data=/var/a=b", "--state=/run/openbell", "--demo", "--record"),
            Map.of("OPENBELL_UP_SECONDS", "30", "OPENBELL_JAVA_OPTS", " -Xmx512m  -Da=b "));

    assertThat(options.dataDirectory()).isEqualTo(Path.of("/var/a=b"));
    assertThat(options.folders().temporary()).isEqualTo(Path.of("/run/openbell/tmp"));
    assertThat(options.demo()).isTrue();
    assertThat(options.record()).isTrue();
    assertThat(options.patience()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.javaOptions()).containsExactly("-Xmx512m", "-Da=b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dmeo", "demo", "--data=", "--demo=1", ""})
  void anUnknownArgumentIsRefused(String argument) {
    assertThatThrownBy(() -> LaunchOptions.parse(List.of(CHECKOUT, argument), Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("'" + argument + "'");
  }

  @Test
  void theCheckoutIsNeeded() {
    assertThatThrownBy(() -> LaunchOptions.parse(List.of("--demo"), Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("--checkout");
  }

  @Test
  void howMuchALogMayTakeIsSaidInMegabytes() {
    LaunchOptions options =
        LaunchOptions.parse(List.of(CHECKOUT, "--background"), Map.of("OPENBELL_LOG_MB", " 7 "));

    assertThat(options.background()).isTrue();
    assertThat(options.logBytes()).isEqualTo(7_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "much", "1.5"})
  void whatIsNoNumberOfMegabytesIsRefused(String megabytes) {
    assertThatThrownBy(
            () -> LaunchOptions.parse(List.of(CHECKOUT), Map.of("OPENBELL_LOG_MB", megabytes)))
        .isInstanceOf(StartFailure.class)
        .hasMessage("OPENBELL_LOG_MB is '" + megabytes + "', which is no number of megabytes.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "1.5"})
  void whatIsNoNumberOfSecondsIsRefused(String seconds) {
    assertThatThrownBy(
            () -> LaunchOptions.parse(List.of(CHECKOUT), Map.of("OPENBELL_UP_SECONDS", seconds)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("OPENBELL_UP_SECONDS");
  }
}
