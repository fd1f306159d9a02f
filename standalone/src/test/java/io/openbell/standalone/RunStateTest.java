package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
  @TempDir Path checkout;
  private Folders folders;

  @BeforeEach
  void name() {
    folders = new Folders(checkout, checkout.resolve(".openbell"));
  }

  @Test
  void aSecondLauncherIsRefusedUntilTheFirstHasStopped() {
    try (RunState first = RunState.claim(folders)) {
      first.ready();
      assertThatThrownBy(() -> RunState.claim(folders))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("already up");
    }
    try (RunState second = RunState.claim(folders)) {
      assertThat(RunState.isReady(folders)).isFalse();
      second.listens(Listener.running("redis", 12, 34, 0));
      assertThat(run("listeners")).hasContent("redis 12 34 0 -");
    }
  }

  @Test
  void whatIsNotedOfANameReplacesWhatWasNotedBefore() {
    try (RunState state = RunState.claim(folders)) {
      Listener redis = Listener.running("redis", 12, 34, 0);
      Listener gateway = Listener.running("gateway", 56, 78, 3);
      state.listens(redis);
      state.listens(gateway);
      state.listens(redis.ended(Optional.of(Instant.ofEpochSecond(90))));
      state.listens(gateway.ended(Optional.empty()));

      assertThat(run("listeners")).hasContent("redis 12 34 0 90\ngateway 56 78 3 given-up");
      assertThat(RunState.listeners(folders))
          .containsExactly(
              new Listener("redis", 12, 34, 0, "90"),
              new Listener("gateway", 56, 78, 3, "given-up"));
    }
  }

  @Test
  void aRequestIsTakenOnce() {
    try (RunState state = RunState.claim(folders)) {
      assertThat(state.takeRequest()).isFalse();
      RunState.request(folders);

      assertThat(state.takeRequest()).isTrue();
      assertThat(state.takeRequest()).isFalse();
    }
  }

  @Test
  void whatAKilledLauncherLeftIsGoneAfterAStartAndAfterAStop() throws Exception {
    Path old = folders.temporary().resolve("data/openbell.mv.db");
    Files.createDirectories(old.getParent());
    Files.createFile(old);
    Files.createDirectories(run("ready").getParent());
    Files.createFile(run("ready"));

    try (RunState state = RunState.claim(folders)) {
      assertThat(old).doesNotExist();
      assertThat(run("ready")).doesNotExist();
      assertThat(run("launcher.pid")).hasContent("" + ProcessHandle.current().pid());
      state.ready();
      assertThat(run("ready")).exists();
    }
    assertThat(folders.temporary()).doesNotExist();
    assertThat(run("ready")).doesNotExist();
    assertThat(run("launcher.pid")).doesNotExist();
  }

  @Test
  void whatAKilledLauncherLeftIsForgottenButNotWhatALiveOneHas() throws Exception {
    RunState.forget(folders);
    assertThat(folders.state()).doesNotExist();

    try (RunState live = RunState.claim(folders)) {
      live.listens(Listener.running("redis", 12, 34, 0));
      RunState.forget(folders);
      assertThat(RunState.listeners(folders)).hasSize(1);
      assertThat(folders.temporary()).exists();
    }
    Files.createDirectories(folders.temporary().resolve("data"));
    Files.writeString(run("listeners"), "redis 12 34 0 -\n");
    RunState.forget(folders);

    assertThat(RunState.noted(folders)).isEmpty();
    assertThat(folders.temporary()).doesNotExist();
  }

  @Test
  void whatIsNoProcessIdIsNoLauncher() throws Exception {
    Files.createDirectories(folders.run());
    for (String text : List.of("", "\n", "x", "-1", "12 13")) {
      Files.writeString(run("launcher.pid"), text);
      assertThat(RunState.launcher(folders)).as(text).isEmpty();
    }
    Files.writeString(run("launcher.pid"), "12\n");
    assertThat(RunState.launcher(folders)).hasValue(12);
  }

  private Path run(String name) {
    return checkout.resolve(".openbell/run").resolve(name);
  }
}
