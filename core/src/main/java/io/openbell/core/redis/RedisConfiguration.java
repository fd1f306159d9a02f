package io.openbell.core.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SubscriptionMode;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One Redisson client per service. It connects on first use: a service starts without Redis. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisProperties.class)
public class RedisConfiguration {

  @Bean(destroyMethod = "shutdown")
  RedissonClient redisson(RedisProperties properties) {
    return Redisson.create(configOf(properties));
  }

  /**
   * Which servers there are is said by the file, if there is one. How they are asked is the same
   * for all kinds of them: the timeouts nest with those of the services.
   *
   * @throws IllegalArgumentException when the file cannot be read or names no servers
   */
  static Config configOf(RedisProperties properties) {
    String file = properties.config();
    Config config;
    if (file == null || file.isEmpty()) {
      config = new Config();
      config.useSingleServer().setAddress(properties.address());
    } else {
      config = read(file);
    }
    config.setCodec(StringCodec.INSTANCE);
    config.setLazyInitialization(true);
    config.setThreads(4);
    config.setNettyThreads(4);
    String password = properties.password();
    if (password != null && !password.isEmpty()) {
      config.setPassword(password);
    }
    int idle = Math.min(2, properties.connections());
    if (config.isSingleConfig()) {
      config
          .useSingleServer()
          .setConnectionPoolSize(properties.connections())
          .setConnectionMinimumIdleSize(idle)
          .setSubscriptionConnectionMinimumIdleSize(1);
      limit(config.useSingleServer(), properties);
    } else if (config.isSentinelConfig()) {
      askMasters(config, config.useSentinelServers(), properties, idle);
    } else {
      askMasters(config, config.useClusterServers(), properties, idle);
    }
    return config;
  }

  private static Config read(String file) {
    Config config;
    try {
      config = Config.fromYAML(Files.readString(Path.of(file)));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("openbell.redis.config: cannot read " + file, e);
    }
    // Redisson passes over keys that it does not know, and makes nothing of an empty file.
    if (config == null || !namesServers(config)) {
      throw new IllegalArgumentException(
          "openbell.redis.config: " + file + " names no single, Sentinel or Cluster servers");
    }
    return config;
  }

  private static boolean namesServers(Config config) {
    if (config.isSingleConfig()) {
      return config.useSingleServer().getAddress() != null;
    }
    if (config.isSentinelConfig()) {
      SentinelServersConfig sentinels = config.useSentinelServers();
      return sentinels.getMasterName() != null && !sentinels.getSentinelAddresses().isEmpty();
    }
    return config.isClusterConfig() && !config.useClusterServers().getNodeAddresses().isEmpty();
  }

  /** Replicas wait for their turn to become masters, and are not asked: figures must be new. */
  private static void askMasters(
      Config config,
      BaseMasterSlaveServersConfig<?> servers,
      RedisProperties properties,
      int idle) {
    // The database is the guard, not the lock: a replica that lags must not refuse it, nor delay
    // everybody at a desk. Milliseconds.
    config.setCheckLockSyncedSlaves(false);
    config.setSlavesSyncTimeout(100);
    servers.setReadMode(ReadMode.MASTER);
    servers.setSubscriptionMode(SubscriptionMode.MASTER);
    servers.setMasterConnectionPoolSize(properties.connections());
    servers.setMasterConnectionMinimumIdleSize(idle);
    servers.setSubscriptionConnectionMinimumIdleSize(1);
    limit(servers, properties);
  }

  private static void limit(BaseConfig<?> servers, RedisProperties properties) {
    servers.setTimeout(Math.toIntExact(properties.timeout().toMillis()));
    servers.setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()));
    // One retry: a dropped connection is replaced, an outage is told at once.
    servers.setRetryAttempts(1);
    servers.setRetryDelay(new ConstantDelay(Duration.ofMillis(100)));
  }
}
