package io.openbell.core.drain;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance stops.
 *
 * @param time how long it still answers requests after it was told to stop; 0: not at all
 */
@ConfigurationProperties("openbell.drain")
record DrainProperties(@DefaultValue("2s") Duration time) {}
