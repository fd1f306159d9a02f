package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.backing.LocalPort;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher as a process, as far as it comes without the services' jars. */
class LauncherIT {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "qpid-broker-core, Openbell could not be started: java.lang.NoClassDefFoundError:"
        + " org/apache/qpid/server/SystemLauncherListener",
    "embedded-redis, Redis could not be started: java.lang.ClassNotFoundException:"
        + " redis.embedded.RedisExecProvider"
  })
  void anErrorWhileItStartsEndsItWithOneSentence(String missing, String sentence) throws Exception {
    String withoutOne =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains(missing))
            .collect(Collectors.joining(File.pathSeparator));

    Run run = launch("-cp", withoutOne);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output().lines())
        .containsExactly(
            "Starting Redis, the broker and the database ...",
            sentence,
            "Stopping ...",
            "Stopped.");
  }

  @Test
  void underATurkishLocaleItStartsWhatItStartsElsewhere() throws Exception {
    Run run = launch("-Duser.language=tr", "-cp", System.getProperty("java.class.path"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .contains("Starting the services ...", "write-api is not built. Run `./openbell build`.")
        .doesNotContain("could not be started");
  }

  private record Run(int exitCode, String output) {}

  private Run launch(String... options) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.command().addAll(Arrays.asList(options));
    builder.command().add(Launcher.class.getName());
    // Nothing is built there.
    builder.command().add("--checkout=" + directory);
    for (Ports.Listener listener : Ports.Listener.values()) {
      builder.environment().put(listener.variable(), Integer.toString(LocalPort.free()));
    }
    Process launcher = builder.start();
    try {
      assertThat(launcher.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      launcher.destroyForcibly();
    }
    return new Run(launcher.exitValue(), Files.readString(output));
  }
}
