package io.openbell.read;

import com.querydsl.jpa.impl.JPAQueryFactory;
import io.openbell.core.api.ApiConfiguration;
import io.openbell.core.api.HttpThreads;
import io.openbell.core.database.DatabaseConfiguration;
import io.openbell.core.drain.Drain;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.openapi.OpenApiConfiguration;
import io.openbell.core.redis.RedisConfiguration;
import io.openbell.core.warmup.WarmUpConfiguration;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Answers every GET of the contract. It starts without a database and without Redis, and never
 * writes the database.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableCaching
@EnableScheduling
@EnableConfigurationProperties({ReadProperties.class, LiveFeedProperties.class})
@Import({
  ApiConfiguration.class,
  DatabaseConfiguration.class,
  OpenApiConfiguration.class,
  RedisConfiguration.class,
  RedisFigures.class,
  WarmUpConfiguration.class,
  Drain.class
})
public class ReadApiApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    // The same under every locale: a Turkish one would spell names of the program with a dotless i.
    Locale.setDefault(Locale.ENGLISH);
    HttpThreads.arrange();
    SpringApplication.run(ReadApiApplication.class, args);
  }

  @Bean
  JPAQueryFactory queries(EntityManager entities) {
    return new JPAQueryFactory(entities);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
