package io.openbell.write;

import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ends connections whose body never comes. The gateway does the same for what comes through it. */
@Configuration(proxyBeanMethods = false)
class SlowBodies {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Bean
  NettyServerCustomizer endSlowBodies() {
    return server -> server.requestTimeout(LONGEST);
  }
}
