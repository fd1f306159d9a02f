package io.openbell.write.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openbell.core.broker.ConfirmedPublisher.Confirmation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What publishing tells of itself. Every meter is made once. */
@Component
class PublishMeters {
  private final MeterRegistry registry;
  private final Timer confirmed;
  private final Timer refused;
  private final Timer failed;
  private final Counter republished;

  PublishMeters(MeterRegistry registry) {
    this.registry = registry;
    this.confirmed = confirm("confirmed");
    this.refused = confirm("refused");
    this.failed = confirm("failed");
    this.republished =
        Counter.builder("openbell.relay.republished")
            .description("Investments and payments that the relay published again")
            .register(registry);
  }

  private Timer confirm(String outcome) {
    return Timer.builder("openbell.publish.confirm")
        .description("From sending a message until the broker said what became of it")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  /**
   * The broker's word on a message.
   *
   * @param word null when it gave none
   */
  void answered(@Nullable Confirmation word, long nanos) {
    Timer timer = word == null ? failed : word.isTaken() ? confirmed : refused;
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  void republished(int rows) {
    republished.increment(rows);
  }

  /** Shows how much is PENDING, and the oldest one's age, as looked up last. */
  void showPending(Supplier<Number> count, Supplier<Number> oldestSeconds) {
    Gauge.builder("openbell.outbox.pending", count)
        .description("Investments and payments PENDING in the database, of all instances")
        .register(registry);
    Gauge.builder("openbell.outbox.oldest", oldestSeconds)
        .description("How long the oldest of them has been PENDING")
        .baseUnit("seconds")
        .register(registry);
  }
}
