package io.openbell.core.warmup;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance exercises itself before it reports ready.
 *
 * @param time how long; 0 for not at all
 * @param connections how many requests at a time
 * @param patience longest wait for what the warm-up needs (another service, the finalizing of its
 *     investments); without it the instance becomes ready less warm
 */
@ConfigurationProperties("openbell.warm-up")
public record WarmUpProperties(
    @DefaultValue("10s") Duration time,
    @DefaultValue("64") int connections,
    @DefaultValue("10s") Duration patience) {}
