package io.openbell.core.database;

import io.openbell.core.figures.RedisFigures;
import io.openbell.core.redis.RedisConfiguration;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * Everything of core that stores, on a migrated, empty database and an empty Redis: embedded ones,
 * or real ones where {@code OPENBELL_TEST_SERVERS} names them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {"spring.datasource.hikari.connection-timeout=2000", "openbell.figures.ttl=60s"})
@ContextConfiguration(
    classes = OnBackingServers.App.class,
    initializers = OnBackingServers.FreshDatabase.class)
public @interface OnBackingServers {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({DatabaseConfiguration.class, RedisConfiguration.class, RedisFigures.class})
  class App {}

  class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      BackingServers servers = SharedServers.get();
      servers.flushRedis();
      servers.freshDatabase();
      TestPropertyValues.of(servers.springProperties()).applyTo(context);
    }
  }
}
