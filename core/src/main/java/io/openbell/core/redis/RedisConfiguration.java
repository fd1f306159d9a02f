package io.openbell.core.redis;

import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One Redisson client per service. It connects on first use: a service starts without Redis. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisProperties.class)
public class RedisConfiguration {

  @Bean(destroyMethod = "shutdown")
  RedissonClient redisson(RedisProperties properties) {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config.setLazyInitialization(true);
    config.setThreads(4);
    config.setNettyThreads(4);
    String password = properties.password();
    if (password != null && !password.isEmpty()) {
      config.setPassword(password);
    }
    config
        .useSingleServer()
        .setAddress(properties.address())
        .setTimeout(Math.toIntExact(properties.timeout().toMillis()))
        .setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()))
        // One retry: a dropped connection is replaced, an outage is told at once.
        .setRetryAttempts(1)
        .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
        .setConnectionPoolSize(properties.connections())
        .setConnectionMinimumIdleSize(Math.min(2, properties.connections()))
        .setSubscriptionConnectionMinimumIdleSize(1);
    return Redisson.create(config);
  }
}
