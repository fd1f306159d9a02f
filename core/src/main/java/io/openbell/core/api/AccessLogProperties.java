package io.openbell.core.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many lines the access log has.
 *
 * @param refusedPerSecond most requests answered 4xx that get a line of their own in one second;
 *     further ones are only counted. 0: all are only counted
 */
@ConfigurationProperties("openbell.access-log")
record AccessLogProperties(@DefaultValue("10") int refusedPerSecond) {

  public AccessLogProperties {
    if (refusedPerSecond < 0) {
      throw new IllegalArgumentException(
          "openbell.access-log.refused-per-second: must not be negative");
    }
  }
}
