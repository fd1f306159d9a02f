package io.openbell.core.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis of locks and live figures.
 *
 * @param address {@code redis://host:port}, {@code rediss://} for TLS
 * @param config a file of Redisson's (YAML) that says which servers there are, of which kind (one,
 *     Sentinel or Cluster) and how to find them; {@code address} then says nothing. What is below
 *     holds for them, too, whatever the file says of it. None when empty
 * @param password none when empty
 * @param timeout how long one command may take; short, because everybody at a desk waits for it
 * @param connectTimeout how long a connection may take
 * @param connections size of the pool; of each master's
 */
@ConfigurationProperties("openbell.redis")
record RedisProperties(
    @DefaultValue("redis://localhost:6379") String address,
    @Nullable String config,
    @Nullable String password,
    @DefaultValue("1s") Duration timeout,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("16") int connections) {}
