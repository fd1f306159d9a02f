package io.openbell.consumer.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What finalizing tells of itself, of each feature and after each commit. */
public final class FinalizeMeters {
  private final Timer lag;
  private final DistributionSummary batch;
  private final Counter success;
  private final Counter fail;
  private final Counter skipped;

  FinalizeMeters(MeterRegistry registry, String feature) {
    this.lag =
        Timer.builder("openbell.finalize.lag")
            .description("From accepting until it was final")
            .tag("feature", feature)
            .publishPercentileHistogram()
            // What is accepted is finalized within 30 s: a bucket ends there.
            .serviceLevelObjectives(Duration.ofSeconds(30))
            .minimumExpectedValue(Duration.ofMillis(5))
            .maximumExpectedValue(Duration.ofMinutes(2))
            .register(registry);
    this.batch =
        DistributionSummary.builder("openbell.finalize.batch")
            .description("Finalized per transaction")
            .tag("feature", feature)
            .register(registry);
    this.success = result(registry, feature, "success");
    this.fail = result(registry, feature, "fail");
    this.skipped = result(registry, feature, "skipped");
    parked(registry, feature);
  }

  /** Counts the messages of this feature that are dead letters. The same one at every call. */
  public static Counter parked(MeterRegistry registry, String feature) {
    return result(registry, feature, "parked");
  }

  private static Counter result(MeterRegistry registry, String feature, String result) {
    return Counter.builder("openbell.finalize.results")
        .description("What was accepted, by what became of it, and messages parked")
        .tag("feature", feature)
        .tag("result", result)
        .register(registry);
  }

  /**
   * A transaction was committed.
   *
   * @param took how long it took
   */
  void committed(Finalized<?> done, Duration took) {
    batch.record(done.succeeded() + done.skipped());
    done.ages().forEach(age -> lag.record(age.plus(took)));
    success.increment(done.succeeded());
    skipped.increment(done.skipped());
  }

  /** One was given up. */
  void failed() {
    fail.increment();
  }

  /** One had left PENDING before it could be given up. */
  void skipped() {
    skipped.increment();
  }
}
