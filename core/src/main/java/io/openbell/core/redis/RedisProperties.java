package io.openbell.core.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis of locks and live figures.
 *
 * @param address {@code redis://host:port}, {@code rediss://} for TLS
 * @param password none when empty
 * @param timeout how long one command may take; short, because everybody at a desk waits for it
 * @param connectTimeout how long a connection may take
 * @param connections size of the pool
 */
@ConfigurationProperties("openbell.redis")
public record RedisProperties(
    @DefaultValue("redis://localhost:6379") String address,
    @Nullable String password,
    @DefaultValue("1s") Duration timeout,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("16") int connections) {}
