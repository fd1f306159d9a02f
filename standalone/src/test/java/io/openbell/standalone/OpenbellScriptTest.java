package io.openbell.standalone;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./openbell} as far as it comes without anything built. */
class OpenbellScriptTest {
  private static final Path SCRIPT = Path.of("..", "openbell").toAbsolutePath().normalize();

  @TempDir Path directory;

  @Test
  void helpNamesEveryVariableThatMovesAPort() throws Exception {
    Result help = run(Map.of(), "help");

    assertThat(help.exitCode()).isZero();
    for (Ports.Listener listener : Ports.Listener.values()) {
      assertThat(help.output()).contains(listener.variable());
    }
  }

  @Test
  void helpTellsHowLongAStartMayGoOnWithoutProgress() throws Exception {
    long seconds = LaunchOptions.parse(List.of("--checkout=/"), Map.of()).patience().toSeconds();

    assertThat(run(Map.of(), "help").output())
        .containsPattern("OPENBELL_UP_SECONDS .* without progress: " + seconds + "\n");
  }

  @Test
  void statusTellsWhatBecomesOfServicesThatEnded() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state/run"));
    Process launcher = launcher();
    try {
      long gone = new ProcessBuilder("true").start().onExit().get().pid();
      long soon = Instant.now().getEpochSecond() + 5000;
      Files.writeString(state.resolve("launcher.pid"), Long.toString(launcher.pid()));
      Files.writeString(
          state.resolve("listeners"),
          Stream.of(
                  Listener.running("redis", launcher.pid(), 1, 0),
                  Listener.running("gateway", launcher.pid(), 1, 3),
                  new Listener("write-api", gone, 1, 1, Long.toString(soon)),
                  new Listener("read-api", gone, 1, 6, "given-up"))
              .map(listener -> listener.line() + "\n")
              .collect(joining()));

      Result status = run(Map.of(), "status");

      assertThat(status.exitCode()).isEqualTo(3);
      assertThat(status.output())
          .containsPattern("redis +up .* MB *\n")
          .containsPattern("gateway +up .* MB +restarts: 3 *\n")
          .containsPattern("write-api +down .*  restarts: 1  restarting in (49\\d\\d|5000) s\n")
          .containsPattern("read-api +down .*  restarts: 6  given up, ./openbell up tries again\n");
    } finally {
      launcher.destroyForcibly();
    }
  }

  @Test
  void anUnknownVerbOrOptionIsAnsweredWithWhereToRead() throws Exception {
    for (List<String> words : List.of(List.of("upp"), List.of("up", "--dmeo"))) {
      Result refused = run(Map.of(), words.toArray(String[]::new));

      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.output()).contains("./openbell help");
    }
  }

  @Test
  void aJavaThatIsTooOldIsRefusedWithItsVersion() throws Exception {
    for (String version : List.of("1.8", "11", "16")) {
      Result refused = run(Map.of("JAVA_HOME", javaOf(version)), "up");

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains("wrong JDK")
          .contains("is Java " + version.replace("1.8", "8") + ",");
    }
  }

  @Test
  void aJavaHomeWithoutJavaIsRefused() throws Exception {
    Result refused = run(Map.of("JAVA_HOME", directory.toString()), "up");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("JAVA_HOME is " + directory);
  }

  @Test
  void statusAndDownSayThatNothingIsUp() throws Exception {
    Result status = run(Map.of(), "status");
    Result down = run(Map.of(), "down");

    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.output()).contains("Openbell is not up.");
    assertThat(down.exitCode()).isZero();
    assertThat(down.output()).contains("Openbell is not up.");
  }

  @Test
  void aLinkLeadsToTheCheckoutAlsoOverLinksAndRelativeOnes() throws Exception {
    Path checkout = Files.createDirectories(directory.resolve("a checkout"));
    Files.copy(SCRIPT, checkout.resolve("openbell"));
    Path module = Files.createDirectories(checkout.resolve("standalone"));
    Path sources =
        Files.createSymbolicLink(
            module.resolve("src"), SCRIPT.resolveSibling("standalone/src").toAbsolutePath());
    Path bin = Files.createDirectories(directory.resolve("home/bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), checkout.resolve("openbell"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("relative"), Path.of("../../a checkout/openbell"));
    Path chained =
        Files.createSymbolicLink(directory.resolve("chained"), Path.of("home/bin/relative"));

    for (Path script : List.of(checkout.resolve("openbell"), absolute, relative, chained)) {
      Result logs = run(Map.of("OPENBELL_HOME", ""), List.of("bash", script.toString(), "logs"));

      assertThat(logs.output())
          .as(script.toString())
          .matches(".* there is no log in .*/a checkout/.openbell/logs\\.\\s+");
    }
    Files.delete(sources);
  }

  @Test
  void inPlainAsciiJavaIsGivenALocaleThatSpellsEveryName() throws Exception {
    Path java = program("jdk/bin/java", "echo \"$LC_ALL\" >\"$0.locale\"");

    run(Map.of("JAVA_HOME", directory.resolve("jdk").toString(), "LC_ALL", "C"), "up");

    assertThat(java.resolveSibling("java.locale")).content().matches("(?is).*utf-?8\\s+");
  }

  @Test
  void whereNoLocaleSpellsTheFolderItIsSaidWhatToDo() throws Exception {
    program("bin/locale", "[ \"$1\" != charmap ] || echo ANSI_X3.4-1968");
    String path = directory.resolve("bin") + ":" + System.getenv("PATH");
    String inKorean =
        "export OPENBELL_HOME=\"$1/$(printf '\\355\\225\\234')\"; exec bash \"$0\" up";

    Result refused =
        run(
            Map.of("PATH", path, "JAVA_HOME", javaOf("11"), "LC_ALL", "C"),
            List.of("bash", "-c", inKorean, SCRIPT.toString(), directory.toString()));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("Java cannot read").contains("set LC_ALL");
  }

  @Test
  void followingALogGoesOnWhenItIsFullAndANewPartBegins() throws Exception {
    Path log = Files.createDirectories(directory.resolve("state/logs")).resolve("gateway.log");
    Files.writeString(log, "before\n");
    Path output = directory.resolve("followed");
    Process following =
        start(Map.of(), output, List.of("bash", SCRIPT.toString(), "logs", "gateway", "-f"));
    try {
      await().until(() -> Files.readString(output).contains("before"));
      Files.move(log, log.resolveSibling("gateway.log.1"));
      Files.writeString(log, "afterwards\n");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(output).contains("afterwards"));
      List<ProcessHandle> helpers = following.descendants().toList();
      following.destroy();
      assertThat(following.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(helpers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    } finally {
      following.descendants().forEach(ProcessHandle::destroyForcibly);
      following.destroyForcibly();
    }
  }

  @Test
  void aRuntimeWithoutACompilerIsRefusedWhereTheCommandIsNotCompiled() throws Exception {
    Path checkout = Files.createDirectories(directory.resolve("not built"));
    Files.copy(SCRIPT, checkout.resolve("openbell"));
    Path compile = checkout.resolve("standalone/src/main/bash/compile");
    Files.createDirectories(compile.getParent());
    Files.copy(SCRIPT.resolveSibling("standalone/src/main/bash/compile"), compile);
    Files.createDirectories(checkout.resolve("standalone/src/main/java"));

    Result refused =
        run(
            Map.of("JAVA_HOME", javaOf("17")),
            List.of("bash", checkout.resolve("openbell").toString(), "status"));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("is a runtime without a compiler");
  }

  @Test
  void aProcessThatAKilledLauncherLeftIsEndedAndNoOtherOne() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state/run"));
    Process left =
        new ProcessBuilder("bash", "-c", "exec -a java-Dopenbell.service=gateway sleep 600")
            .start();
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      await().until(() -> left.info().command().filter(one -> one.contains("sleep")).isPresent());
      Files.writeString(
          state.resolve("listeners"),
          Listener.running("gateway", left.pid(), 1, 0).line()
              + "\n"
              + Listener.running("read-api", other.pid(), 1, 0).line()
              + "\n");
      Files.writeString(state.resolve("launcher.pid"), Long.toString(other.pid()));

      assertThat(run(Map.of(), "status").output())
          .contains("Openbell is not up.", "left processes: ./openbell down");
      Result down = run(Map.of(), "down");

      assertThat(down.exitCode()).isZero();
      assertThat(down.output()).contains("Ending what an earlier run").contains("is not up.");
      assertThat(left.isAlive()).isFalse();
      assertThat(other.isAlive()).isTrue();
      assertThat(state.resolve("listeners")).doesNotExist();
      assertThat(state.resolve("launcher.pid")).doesNotExist();
    } finally {
      left.destroyForcibly();
      other.destroyForcibly();
    }
  }

  @Test
  void downEndsALauncherThatRunsAndTellsOfIt() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state/run"));
    Process launcher = launcher();
    Files.writeString(state.resolve("launcher.pid"), Long.toString(launcher.pid()));

    Result down = run(Map.of(), "down");

    assertThat(down.output()).isEqualTo("Stopped.\n");
    assertThat(launcher.isAlive()).isFalse();
  }

  @Test
  void logsShowsOneLogWholeOrTheEndsOfAll() throws Exception {
    Path logs = Files.createDirectories(directory.resolve("state/logs"));
    String lines = IntStream.range(0, 80).mapToObj(i -> "line " + i + "\n").collect(joining());
    Files.writeString(logs.resolve("gateway.log"), lines);
    Files.writeString(logs.resolve("launcher.log"), "launched\n");

    assertThat(run(Map.of(), "logs", "gateway").output()).isEqualTo(lines);
    assertThat(run(Map.of(), "logs").output())
        .contains("launched", "line 79\n")
        .doesNotContain("line 29\n");
    Result unknown = run(Map.of(), "logs", "getaway");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.output()).contains("only launcher gateway write-api read-api mq-consumer");
  }

  /** By its arguments it is taken for a launcher. */
  private static Process launcher() throws Exception {
    Process launcher =
        new ProcessBuilder("bash", "-c", "exec -a java-Dopenbell.launcher=true sleep 600").start();
    await().until(() -> launcher.info().command().filter(one -> one.contains("sleep")).isPresent());
    return launcher;
  }

  /** A stand-in for a Java of that version, as far as telling the version goes. */
  private String javaOf(String version) throws Exception {
    program(
        "jdk-" + version + "/bin/java",
        "echo '    java.specification.version = " + version + "' >&2");
    return directory.resolve("jdk-" + version).toString();
  }

  /** A stand-in for a program of a machine that is not like this one. */
  private Path program(String path, String script) throws Exception {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private Result run(Map<String, String> environment, String... words) throws Exception {
    return run(
        environment,
        Stream.concat(Stream.of("bash", SCRIPT.toString()), Stream.of(words)).toList());
  }

  private Result run(Map<String, String> environment, List<String> command) throws Exception {
    Path output = directory.resolve("output");
    Process process = start(environment, output, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(output));
  }

  private Process start(Map<String, String> environment, Path output, List<String> command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("OPENBELL_HOME", directory.resolve("state").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private record Result(int exitCode, String output) {}
}
