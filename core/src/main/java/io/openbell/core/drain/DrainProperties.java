package io.openbell.core.drain;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance takes leave.
 *
 * @param time how long it goes on answering requests after it was told to stop; 0 for not at all
 */
@ConfigurationProperties("openbell.drain")
public record DrainProperties(@DefaultValue("2s") Duration time) {}
