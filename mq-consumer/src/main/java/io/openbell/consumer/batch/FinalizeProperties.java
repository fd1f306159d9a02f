package io.openbell.consumer.batch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How finalizing is done; application.yml describes each.
 *
 * @param batchSize messages taken at a time at most; a message of a group carries up to 256 parts
 * @param receiveTimeout how long a batch waits for one more message
 * @param concurrency batches finalized at the same time
 * @param retryFirst pause before the first retry; each next one is twice as long
 * @param retryMax longest pause between retries
 * @param maxAttempts after which an unexplained error is a message's own fault
 * @param parkTimeout how long the broker may take to confirm a dead letter or its replay
 * @param owedRetry how often figures not shown and messages not parked are tried again
 * @param shutdownTimeout how long the batch in hand may take when the service stops
 */
@ConfigurationProperties("openbell.finalize")
public record FinalizeProperties(
    @DefaultValue("20") int batchSize,
    @DefaultValue("20ms") Duration receiveTimeout,
    @DefaultValue("2") int concurrency,
    @DefaultValue("100ms") Duration retryFirst,
    @DefaultValue("5s") Duration retryMax,
    @DefaultValue("5") int maxAttempts,
    @DefaultValue("5s") Duration parkTimeout,
    @DefaultValue("1s") Duration owedRetry,
    @DefaultValue("20s") Duration shutdownTimeout) {

  /** Refuses what is not positive. */
  public FinalizeProperties {
    requirePositive("batch-size", batchSize);
    requirePositive("concurrency", concurrency);
    requirePositive("max-attempts", maxAttempts);
    requirePositive("receive-timeout", receiveTimeout.toMillis());
    requirePositive("retry-first", retryFirst.toMillis());
    requirePositive("park-timeout", parkTimeout.toMillis());
    requirePositive("owed-retry", owedRetry.toMillis());
    requirePositive("shutdown-timeout", shutdownTimeout.toMillis());
    if (retryMax.compareTo(retryFirst) < 0) {
      throw new IllegalArgumentException(
          "openbell.finalize.retry-max must not be less than retry-first");
    }
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("openbell.finalize." + name + " must be positive");
    }
  }
}
