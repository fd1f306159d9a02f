package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
  @TempDir Path checkout;
  private LaunchOptions options;

  @BeforeEach
  void parse() {
    options = LaunchOptions.parse(List.of("--checkout=" + checkout), Map.of());
  }

  @Test
  void a_second_launcher_is_refused_until_the_first_has_stopped() {
    try (RunState first = RunState.claim(options)) {
      first.ready();
      assertThatThrownBy(() -> RunState.claim(options))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("already up");
    }
    try (RunState second = RunState.claim(options)) {
      assertThat(RunState.isReady(options)).isFalse();
      second.listens(Listener.running("redis", 12, 34, 0));
      assertThat(run("listeners")).hasContent("redis 12 34 0 -");
    }
  }

  @Test
  void what_is_noted_of_a_name_replaces_what_was_noted_before() {
    try (RunState state = RunState.claim(options)) {
      Listener redis = Listener.running("redis", 12, 34, 0);
      Listener gateway = Listener.running("gateway", 56, 78, 3);
      state.listens(redis);
      state.listens(gateway);
      state.listens(redis.ended(Optional.of(Instant.ofEpochSecond(90))));
      state.listens(gateway.ended(Optional.empty()));

      assertThat(run("listeners")).hasContent("redis 12 34 0 90\ngateway 56 78 3 given-up");
      assertThat(RunState.listeners(options))
          .containsExactly(
              new Listener("redis", 12, 34, 0, "90"),
              new Listener("gateway", 56, 78, 3, "given-up"));
    }
  }

  @Test
  void a_request_is_taken_once() {
    try (RunState state = RunState.claim(options)) {
      assertThat(state.takeRequest()).isFalse();
      RunState.request(options);

      assertThat(state.takeRequest()).isTrue();
      assertThat(state.takeRequest()).isFalse();
    }
  }

  @Test
  void what_a_killed_launcher_left_is_gone_after_a_start_and_after_a_stop() throws Exception {
    Path old = options.temporary().resolve("data/openbell.mv.db");
    Files.createDirectories(old.getParent());
    Files.createFile(old);
    Files.createDirectories(run("ready").getParent());
    Files.createFile(run("ready"));

    try (RunState state = RunState.claim(options)) {
      assertThat(old).doesNotExist();
      assertThat(run("ready")).doesNotExist();
      assertThat(run("launcher.pid")).hasContent("" + ProcessHandle.current().pid());
      state.ready();
      assertThat(run("ready")).exists();
    }
    assertThat(options.temporary()).doesNotExist();
    assertThat(run("ready")).doesNotExist();
    assertThat(run("launcher.pid")).doesNotExist();
  }

  private Path run(String name) {
    return checkout.resolve(".openbell/run").resolve(name);
  }
}
