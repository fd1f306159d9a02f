package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On processes of the system: some that stay, some that end at once. */
class KeeperTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String STAY = "exec sleep 600";
  private static final String END = "exit 3";

  @TempDir Path checkout;
  private final ConcurrentLinkedQueue<String> next = new ConcurrentLinkedQueue<>();
  private final List<Process> started = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Folders folders;
  private RunState state;

  @BeforeEach
  void claim() {
    folders = new Folders(checkout, checkout.resolve(".openbell"));
    state = RunState.claim(folders);
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
    state.close();
  }

  @Test
  void whatWasKilledIsStartedAgainAndCounted() throws Exception {
    try (Keeper keeper = keeperOf(Duration.ofMillis(1), STAY)) {
      for (int restarts = 1; restarts <= 2; restarts++) {
        started.get(restarts - 1).destroyForcibly();
        awaitNoted(restarts, "-");
        Process now = started.get(restarts);
        assertThat(now.isAlive()).isTrue();
        assertThat(noted().pid()).isEqualTo(now.pid());
      }
      assertThat(said.get(0))
          .isEqualTo("bell ended with exit code 137; it is started again in 0 s.");
      assertThat(keeper).isNotNull();
    }
  }

  @Test
  void whileItWaitsItIsNotedWhenItGoesOn() throws Exception {
    long before = Clock.systemUTC().instant().getEpochSecond();
    try (Keeper keeper = keeperOf(NEVER, END)) {
      await().until(() -> !noted().next().equals("-"));
      assertThat(Long.parseLong(noted().next())).isGreaterThanOrEqualTo(before + NEVER.toSeconds());
      assertThat(said)
          .containsExactly("bell ended with exit code 3; it is started again in 86400 s.");
      assertThat(keeper).isNotNull();
    }
  }

  @Test
  void whatEndsAgainAndAgainIsGivenUpUntilSomebodyAsks() throws Exception {
    try (Keeper keeper = keeperOf(Duration.ofMillis(1), END, END, END, END, END, END, END, STAY)) {
      awaitNoted(Restarts.MOST, "given-up");
      assertThat(started).hasSize(1 + Restarts.MOST);
      assertThat(said.get(Restarts.MOST))
          .isEqualTo(
              "bell ended with exit code 3; it is given up after 6 starts in a row."
                  + " `./openbell up` tries again.");

      RunState.request(folders);

      awaitNoted(Restarts.MOST + 1, "-");
      assertThat(started.get(1 + Restarts.MOST).isAlive()).isTrue();
      assertThat(keeper).isNotNull();
    }
  }

  @Test
  void whoAsksNeedNotWaitForAPauseAndWhatRunsIsLeftAlone() throws Exception {
    try (Keeper keeper = keeperOf(NEVER, END, STAY)) {
      await().until(() -> !noted().next().equals("-"));
      RunState.request(folders);
      awaitNoted(1, "-");

      RunState.request(folders);
      await().until(() -> !checkout.resolve(".openbell/run/again").toFile().exists());
      started.get(1).destroyForcibly();
      // Only now, and with a pause again.
      await().until(() -> !noted().next().equals("-"));
      assertThat(started).hasSize(2);
      assertThat(keeper).isNotNull();
    }
  }

  @Test
  void aStartThatFailsCountsLikeAnEnd() throws Exception {
    try (Keeper keeper = keeperOf(Duration.ofMillis(1), END, "fail", STAY)) {
      awaitNoted(2, "-");
      assertThat(said)
          .contains("bell could not be started again: no luck; it is started again in 0 s.");
      assertThat(keeper).isNotNull();
    }
  }

  @Test
  void aClosedKeeperStartsNothing() throws Exception {
    Keeper keeper = keeperOf(Duration.ofMillis(1), STAY);
    awaitNoted(0, "-");
    keeper.close();
    started.get(0).destroyForcibly().waitFor();

    // By the time that another one has noticed a later end, this one would have, too.
    next.clear();
    try (Keeper other = keeperOf(Duration.ofMillis(1), STAY)) {
      started.get(1).destroyForcibly();
      awaitNoted(1, "-");
      assertThat(started).hasSize(3);
      assertThat(said).hasSize(1);
      assertThat(other).isNotNull();
    }
  }

  /** The first of these runs when it begins; then each next one, the last for ever. */
  private Keeper keeperOf(Duration firstPause, String... scripts) throws Exception {
    next.addAll(List.of(scripts));
    Keeper keeper = new Keeper(state, Clock.systemUTC(), said::add, firstPause);
    keeper.keep("bell", 1234, startNext(), this::startNext);
    return keeper;
  }

  private Process startNext() throws Exception {
    String script = next.size() > 1 ? next.remove() : next.element();
    if (script.equals("fail")) {
      throw new StartFailure("no luck");
    }
    Process process = new ProcessBuilder("sh", "-c", script).start();
    started.add(process);
    return process;
  }

  private void awaitNoted(int restarts, String what) {
    await().until(() -> noted().restarts() == restarts && noted().next().equals(what));
  }

  private Listener noted() {
    List<Listener> all =
        checkout.resolve(".openbell/run/listeners").toFile().exists()
            ? RunState.listeners(folders)
            : List.of();
    return all.isEmpty() ? new Listener("none", 0, 0, -1, "-") : all.get(0);
  }
}
