package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./openbell} refuses before it does anything. */
class OpenbellScriptTest {
  private static final Path SCRIPT = Path.of("..", "openbell").toAbsolutePath().normalize();

  @TempDir Path directory;

  @Test
  void help_names_every_variable_that_moves_a_port() throws Exception {
    Result help = run(Map.of(), "help");

    assertThat(help.exitCode()).isZero();
    for (Ports.Listener listener : Ports.Listener.values()) {
      assertThat(help.output()).contains(listener.variable());
    }
  }

  @Test
  void an_unknown_verb_or_option_is_answered_with_where_to_read() throws Exception {
    for (List<String> words : List.of(List.of("upp"), List.of("up", "--dmeo"))) {
      Result refused = run(Map.of(), words.toArray(String[]::new));

      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.output()).contains("./openbell help");
    }
  }

  @Test
  void a_java_that_is_too_old_is_refused_with_its_version() throws Exception {
    for (String version : List.of("1.8", "11", "16")) {
      Result refused = run(Map.of("JAVA_HOME", javaOf(version)), "up");

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains("wrong JDK")
          .contains("is Java " + version.replace("1.8", "8") + ",");
    }
  }

  @Test
  void a_java_home_without_java_is_refused() throws Exception {
    Result refused = run(Map.of("JAVA_HOME", directory.toString()), "up");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("JAVA_HOME is " + directory);
  }

  @Test
  void status_and_down_say_that_nothing_is_up() throws Exception {
    Result status = run(Map.of(), "status");
    Result down = run(Map.of(), "down");

    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.output()).contains("Openbell is not up.");
    assertThat(down.exitCode()).isZero();
    assertThat(down.output()).contains("Openbell is not up.");
  }

  /** A stand-in for a Java of that version, as far as telling the version goes. */
  private String javaOf(String version) throws Exception {
    Path home = directory.resolve("jdk-" + version);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java, "#!/bin/sh\necho '    java.specification.version = " + version + "' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home.toString();
  }

  private Result run(Map<String, String> environment, String... words) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of("bash", SCRIPT.toString()), Stream.of(words)).toList())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("OPENBELL_HOME", directory.resolve("state").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(output));
  }

  private record Result(int exitCode, String output) {}
}
