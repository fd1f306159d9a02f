package io.openbell.standalone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On programs that wait, in place of servers. */
class ServerProcessesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final List<Long> started = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private ServerProcesses processes;

  @BeforeEach
  void make() {
    processes = new ServerProcesses(directory, new PrintStream(said, true, UTF_8));
  }

  @AfterEach
  void end() {
    started.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void aServerHasASessionOfItsOwnAndALog() throws Exception {
    long pid = start("bell", "echo started; exec sleep 600");

    await().until(() -> Files.readString(processes.log("bell")).equals("started\n"));
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
    assertThat(session).isEqualTo(Long.toString(pid));
  }

  @Test
  void aLaterProcessWithTheSameNumberIsNotTakenForTheServer() throws Exception {
    long pid = start("bell", "exec sleep 600");
    assertThat(processes.find("bell")).hasValue(pid);

    String earlier = ServerProcesses.startedAt(pid).orElseThrow() + "1";
    Files.writeString(directory.resolve("bell.pid"), pid + " " + earlier + "\n");

    assertThat(processes.find("bell")).isEmpty();
    processes.end("bell", Signal.KILL, LONG);
    assertThat(ServerProcesses.startedAt(pid)).isPresent();
  }

  @Test
  void killingAServerKillsAllItHasStarted() throws Exception {
    long pid = start("bell", "sh -c 'sleep 600 & wait' & wait");
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    await().until(() -> server.descendants().count() == 2);
    List<Long> children = server.descendants().map(ProcessHandle::pid).toList();
    started.addAll(children);

    processes.end("bell", Signal.KILL, LONG);

    assertThat(children).allMatch(child -> ServerProcesses.startedAt(child).isEmpty());
    assertThat(processes.find("bell")).isEmpty();
    assertThat(directory.resolve("bell.pid")).doesNotExist();
    assertThat(said.size()).as("at the first try").isZero();
  }

  @Test
  void whatDoesNotEndWhenItIsToldIsKilled() throws Exception {
    long pid = start("bell", "trap '' TERM; echo deaf; while :; do sleep 1; done");
    await().until(() -> Files.readString(processes.log("bell")).equals("deaf\n"));

    processes.end("bell", Signal.TERM, Duration.ofMillis(200));

    assertThat(said.toString(UTF_8)).contains("bell did not end within 0 s; killing it");
    assertThat(ServerProcesses.startedAt(pid)).isEmpty();
  }

  @Test
  void aPausedServerStandsStillUntilItIsResumed() throws Exception {
    long pid = start("bell", "exec sleep 600");

    processes.signal("bell", Signal.STOP);
    await().until(() -> state(pid).equals("T"));
    processes.signal("bell", Signal.CONT);
    await().until(() -> state(pid).equals("S"));
  }

  @Test
  void aServerThatEndsWhileItStartsIsNamedWithTheEndOfItsLog() throws Exception {
    start("bell", "echo no rope; exit 1");

    assertThatThrownBy(() -> processes.awaitAnswer("bell", LONG, () -> false))
        .isInstanceOf(ServersFailure.class)
        .hasMessageStartingWith("bell ended while starting; its log is " + directory)
        .hasMessageEndingWith("no rope");
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    start("bell", "exec sleep 600");

    assertThatThrownBy(() -> processes.awaitAnswer("bell", Duration.ofMillis(1), () -> false))
        .isInstanceOf(ServersFailure.class)
        .hasMessageContaining("did not answer");
  }

  private long start(String name, String script) throws Exception {
    ProcessBuilder program = new ProcessBuilder("sh", "-c", script);
    processes.start(name, program);
    String noted = Files.readString(directory.resolve(name + ".pid"));
    long pid = Long.parseLong(noted.split(" ")[0]);
    started.add(pid);
    return pid;
  }

  private static String state(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  }
}
