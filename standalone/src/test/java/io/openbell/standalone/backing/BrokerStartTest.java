package io.openbell.standalone.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BrokerStartTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch undone = new CountDownLatch(1);

  @Test
  void aStartThatWorksIsNotUndone() {
    start(LONG, () -> {});

    assertThat(undone.getCount()).isOne();
  }

  @Test
  void anErrorEndsItAndIsNamedByWhatItBeganWith() {
    Error error = new ExceptionInInitializerError(new IllegalStateException("no field"));

    assertThatThrownBy(
            () ->
                start(
                    LONG,
                    () -> {
                      throw error;
                    }))
        .isInstanceOf(BackingServerException.class)
        .hasMessage(
            "The AMQP broker could not be started: java.lang.IllegalStateException: no field");
    assertThat(undone.getCount()).isZero();
  }

  @Test
  void whatAnotherThreadOfTheBrokerDiesOfEndsAStartThatWaitsForIt() {
    assertThatThrownBy(
            () ->
                start(
                    LONG,
                    () -> {
                      Runnable work =
                          () -> {
                            throw new NoSuchMethodError("gone");
                          };
                      new Thread(work).start();
                      new CountDownLatch(1).await();
                    }))
        .isInstanceOf(BackingServerException.class)
        .hasMessage("The AMQP broker could not be started: java.lang.NoSuchMethodError: gone");
    assertThat(undone.getCount()).isZero();
  }

  @Test
  void aStartThatHangsIsGivenUp() {
    assertThatThrownBy(() -> start(Duration.ZERO, () -> new CountDownLatch(1).await()))
        .isInstanceOf(BackingServerException.class)
        .hasMessage("The AMQP broker did not start within 0 s.");
    assertThat(undone.getCount()).isZero();
  }

  private void start(Duration patience, BrokerStart.Work work) {
    new BrokerStart(patience, work, undone::countDown).run();
  }
}
