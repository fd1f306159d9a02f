package io.openbell.core.warmup;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance warms up before it reports ready.
 *
 * @param time how long; 0: not at all
 * @param connections how many requests at a time
 * @param patience longest wait for what the warm-up needs (another service, or that its investments
 *     are finalized); after that the instance becomes ready, only less warm
 */
@ConfigurationProperties("openbell.warm-up")
public record WarmUpProperties(
    @DefaultValue("10s") Duration time,
    @DefaultValue("64") int connections,
    @DefaultValue("10s") Duration patience) {}
