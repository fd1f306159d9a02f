package io.openbell.read;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much this service takes on at once.
 *
 * @param threads requests worked on at the same time
 * @param queue requests that may wait for a thread; more are answered 503 {@code BUSY}
 * @param databasePause how long nobody else tries a database that was just found to be away
 */
@ConfigurationProperties("openbell.read")
record ReadProperties(
    @DefaultValue("32") int threads,
    @DefaultValue("1000") int queue,
    @DefaultValue("1s") Duration databasePause) {

  ReadProperties {
    if (threads < 1 || queue < 0 || databasePause.isNegative()) {
      throw new IllegalArgumentException(
          "openbell.read: threads must be positive, queue and database-pause not negative");
    }
  }
}
