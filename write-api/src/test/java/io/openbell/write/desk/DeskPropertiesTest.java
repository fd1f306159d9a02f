package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeskPropertiesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static DeskProperties with(int maxGroup, Duration lockLease, Duration transaction) {
    return new DeskProperties(
        1,
        maxGroup,
        Duration.ZERO,
        10,
        SECOND,
        1,
        SECOND,
        lockLease,
        transaction,
        SECOND,
        SECOND,
        10);
  }

  @Test
  void aGroupOfNobodyIsRefused() {
    with(1, SECOND.multipliedBy(2), SECOND);
    assertThatThrownBy(() -> with(0, SECOND.multipliedBy(2), SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-group");
  }

  @Test
  void aLeaseThatEndsBeforeItsTransactionIsRefused() {
    assertThatThrownBy(() -> with(1, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lock-lease");
  }
}
