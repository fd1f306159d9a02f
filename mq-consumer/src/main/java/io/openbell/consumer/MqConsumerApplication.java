package io.openbell.consumer;

import io.openbell.core.api.ApiConfiguration;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.database.DatabaseConfiguration;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.redis.RedisConfiguration;
import java.time.Clock;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * mq-consumer: takes accepted investments from the broker and finalizes them. Starts without
 * broker, Redis, database or schema, and works as soon as they are there.
 *
 * <p>It speaks plain SQL only, so it has no entity manager: that would ask the database for its
 * dialect before the service could start.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({
  ApiConfiguration.class,
  BrokerTopology.class,
  DatabaseConfiguration.class,
  RedisConfiguration.class,
  RedisFigures.class
})
public class MqConsumerApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    // The same under every locale: a Turkish one would spell names of the program with a dotless i.
    Locale.setDefault(Locale.ENGLISH);
    SpringApplication.run(MqConsumerApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /**
   * Reads bodies with Jackson's own rules. The only ones are the actuator's, which it reads as
   * texts and turns into numbers itself: to the strict rules of the API a number is no text.
   */
  @Bean
  CodecCustomizer actuatorBodies() {
    return codecs -> codecs.customCodecs().register(new JacksonJsonDecoder());
  }
}
