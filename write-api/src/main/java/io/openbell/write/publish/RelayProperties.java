package io.openbell.write.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How groups reach the broker, and how the relay makes up for what got lost.
 *
 * @param backoff until what the relay has published is published again; doubled with each attempt
 * @param maxBackoff longest such pause
 * @param batch most rows claimed at a time, of each feature
 * @param maxQueueDepth while more messages than this wait on the broker, what is PENDING is taken
 *     to be among them and not published again
 * @param confirmTimeout longest the relay waits for the broker's confirm
 * @param publisherQueue most groups waiting to be published; beyond it the relay takes over
 */
@ConfigurationProperties("openbell.relay")
public record RelayProperties(
    @DefaultValue("5s") Duration backoff,
    @DefaultValue("15s") Duration maxBackoff,
    @DefaultValue("1000") int batch,
    @DefaultValue("10") int maxQueueDepth,
    @DefaultValue("5s") Duration confirmTimeout,
    @DefaultValue("1000") int publisherQueue) {

  /** Until what has been published so often is published again: doubles, up to the maximum. */
  public Duration pauseAfter(int attempts) {
    Duration pause = backoff.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
  }
}
