package io.openbell.write;

import io.openbell.core.api.ApiConfiguration;
import io.openbell.core.api.HttpThreads;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.database.DatabaseConfiguration;
import io.openbell.core.drain.Drain;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.openapi.OpenApiConfiguration;
import io.openbell.core.redis.RedisConfiguration;
import io.openbell.core.warmup.WarmUpConfiguration;
import java.time.Clock;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts write-api. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({
  ApiConfiguration.class,
  DatabaseConfiguration.class,
  OpenApiConfiguration.class,
  RedisConfiguration.class,
  RedisFigures.class,
  BrokerTopology.class,
  WarmUpConfiguration.class,
  Drain.class
})
public class WriteApiApplication {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The entry point. */
  public static void main(String[] args) {
    // The same under every locale: a Turkish one would spell names of the program with a dotless i.
    Locale.setDefault(Locale.ENGLISH);
    HttpThreads.arrange();
    SpringApplication.run(WriteApiApplication.class, args);
  }
}
