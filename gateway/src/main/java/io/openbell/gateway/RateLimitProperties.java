package io.openbell.gateway;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one user may ask; {@code application.yml} describes each property.
 *
 * @param perSecond requests of one user in one second, in the long run; 0: no limit
 * @param burst requests of one user at once, after a pause
 * @param withoutRedis what happens while Redis cannot count
 */
@ConfigurationProperties("openbell.gateway.rate-limit")
record RateLimitProperties(
    @DefaultValue("0") int perSecond,
    @DefaultValue("20") int burst,
    @DefaultValue("open") WithoutRedis withoutRedis) {

  /** Whether requests pass while Redis cannot count. */
  enum WithoutRedis {
    /** They pass: a limit is no reason to be closed. */
    OPEN,
    /** They are answered 503. */
    CLOSED
  }

  RateLimitProperties {
    if (perSecond < 0) {
      throw new IllegalArgumentException(
          "openbell.gateway.rate-limit.per-second: must be 0 or more, not " + perSecond);
    }
    if (burst < Math.max(1, perSecond)) {
      throw new IllegalArgumentException(
          "openbell.gateway.rate-limit.burst: must be at least per-second, not " + burst);
    }
  }
}
