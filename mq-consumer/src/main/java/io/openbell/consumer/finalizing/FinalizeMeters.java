package io.openbell.consumer.finalizing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What finalizing tells of itself, after each commit. Every meter is made once. */
@Component
class FinalizeMeters {
  private final Timer lag;
  private final DistributionSummary batch;
  private final Counter success;
  private final Counter fail;
  private final Counter skipped;
  private final Counter parked;

  FinalizeMeters(MeterRegistry registry) {
    this.lag =
        Timer.builder("openbell.finalize.lag")
            .description("From accepting an investment until it was SUCCESS")
            .publishPercentileHistogram()
            // What is accepted is finalized within 30 s: a bucket ends there.
            .serviceLevelObjectives(Duration.ofSeconds(30))
            .minimumExpectedValue(Duration.ofMillis(5))
            .maximumExpectedValue(Duration.ofMinutes(2))
            .register(registry);
    this.batch =
        DistributionSummary.builder("openbell.finalize.batch")
            .description("Investments per transaction")
            .register(registry);
    this.success = result(registry, "success");
    this.fail = result(registry, "fail");
    this.skipped = result(registry, "skipped");
    this.parked = result(registry, "parked");
  }

  private static Counter result(MeterRegistry registry, String result) {
    return Counter.builder("openbell.finalize.results")
        .description("Investments by what became of them, and messages parked")
        .tag("result", result)
        .register(registry);
  }

  /**
   * A transaction was committed.
   *
   * @param took how long it took
   */
  void committed(Finalized done, Duration took) {
    batch.record(done.succeeded() + done.skipped());
    done.ages().forEach(age -> lag.record(age.plus(took)));
    success.increment(done.succeeded());
    skipped.increment(done.skipped());
  }

  /** An investment became FAIL. */
  void failed() {
    fail.increment();
  }

  /** An investment had left PENDING before it could become FAIL. */
  void skipped() {
    skipped.increment();
  }

  /** A message is in the dead-letter queue. */
  void parked() {
    parked.increment();
  }
}
