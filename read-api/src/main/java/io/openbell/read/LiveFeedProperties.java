package io.openbell.read;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the live figures are followed.
 *
 * @param subscribers how many may follow at once; beyond them the answer is 503 {@code BUSY}
 * @param heartbeat between two signs of life where nothing changes; less than any timeout on the
 *     way
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
