package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefusalLinesTest {
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private final RefusalLines lines = new RefusalLines(2, later::add, log::add);

  private List<Boolean> passed(Integer... statuses) {
    return Stream.of(statuses).map(lines::pass).toList();
  }

  private void aSecondPasses() {
    later.remove().run();
  }

  @Test
  void whatIsWithinTheLimitPassesAndNothingIsSaidOfIt() {
    assertThat(passed(404, 400)).containsExactly(true, true);
    aSecondPasses();

    assertThat(log).isEmpty();
  }

  @Test
  void whatIsBeyondIsCountedByItsStatusInOneLine() {
    assertThat(passed(404, 400, 404, 429, 404)).containsExactly(true, true, false, false, false);
    assertThat(log).isEmpty();
    aSecondPasses();

    assertThat(log).containsExactly("event=refused-not-logged count=3 status-404=2 status-429=1");
  }

  @Test
  void everySecondBeginsAnew() {
    passed(404, 404, 404);
    aSecondPasses();
    assertThat(passed(404, 404, 405)).containsExactly(true, true, false);
    aSecondPasses();

    assertThat(log)
        .containsExactly(
            "event=refused-not-logged count=1 status-404=1",
            "event=refused-not-logged count=1 status-405=1");
    assertThat(later).as("nothing runs while nothing is refused").isEmpty();
  }

  @Test
  void aLimitBelowNoneIsRefusedByName() {
    assertThatThrownBy(() -> new AccessLogProperties(-1))
        .hasMessageContaining("openbell.access-log.refused-per-second");
  }
}
