package io.openbell.write.blocking;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests block on the database at a time, outside of the desks.
 *
 * @param threads at a time; each holds a database connection
 * @param maxQueue most that wait for one of the threads
 * @param maxWait longest that one waits
 */
@ConfigurationProperties("openbell.blocking")
record BlockingProperties(
    @DefaultValue("4") int threads,
    @DefaultValue("2000") int maxQueue,
    @DefaultValue("5s") Duration maxWait) {

  /**
   * @throws IllegalArgumentException naming the properties whose values make no sense
   */
  BlockingProperties {
    if (threads < 1 || maxQueue < threads || maxWait.isNegative()) {
      throw new IllegalArgumentException(
          "openbell.blocking: must be 1 <= threads <= max-queue, and max-wait not negative");
    }
  }
}
