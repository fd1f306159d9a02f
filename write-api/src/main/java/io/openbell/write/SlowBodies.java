package io.openbell.write;

import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Closes connections whose request body does not arrive. The gateway does the same for its own
 * clients.
 */
@Configuration(proxyBeanMethods = false)
class SlowBodies {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Bean
  NettyServerCustomizer endSlowBodies() {
    return server -> server.requestTimeout(LONGEST);
  }
}
