package io.openbell.read;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The stream of the live figures.
 *
 * @param subscribers how many may follow at once; more are answered 503 {@code BUSY}
 * @param heartbeat time between two heartbeats while nothing changes; must be less than every
 *     timeout on the way to the client
 */
@ConfigurationProperties("openbell.live")
public record LiveFeedProperties(
    @DefaultValue("2000") int subscribers, @DefaultValue("5s") Duration heartbeat) {

  public LiveFeedProperties {
    if (subscribers < 0 || heartbeat.isZero() || heartbeat.isNegative()) {
      throw new IllegalArgumentException(
          "openbell.live: subscribers must not be negative, heartbeat must be positive");
    }
  }
}
