package io.openbell.gateway;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one user may ask; each is described in {@code application.yml}.
 *
 * @param perSecond requests of one user a second, in the long run; 0 for no limit
 * @param burst requests of one user at once, after a pause
 * @param withoutRedis what happens while nobody can be counted
 */
@ConfigurationProperties("openbell.gateway.rate-limit")
record RateLimitSettings(
    @DefaultValue("0") int perSecond,
    @DefaultValue("20") int burst,
    @DefaultValue("open") WithoutRedis withoutRedis) {

  /** Whether requests pass while nobody can be counted. */
  enum WithoutRedis {
    /** They do: a limit is no reason to be closed. */
    OPEN,
    /** They are answered 503. */
    CLOSED
  }

  RateLimitSettings {
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
