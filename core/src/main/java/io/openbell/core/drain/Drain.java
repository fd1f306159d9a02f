package io.openbell.core.drain;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Delays the stop of an instance. The instance already says that it is not ready, but still answers
 * every request, until the gateways (or the load balancer in front of them) have taken it out of
 * their rotation.
 */
@EnableConfigurationProperties(DrainProperties.class)
public class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final DrainProperties properties;
  private final ApplicationContext context;

  Drain(DrainProperties properties, ApplicationContext context) {
    this.properties = properties;
    this.context = context;
  }

  /**
   * Waits, before all other listeners hear of the stop: the instance already says that it is not
   * ready, but its thread pools still take tasks.
   */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void drain(ContextClosedEvent closed) {
    // The management server's context is closed, too.
    if (closed.getApplicationContext() != context || properties.time().isZero()) {
      return;
    }
    log.info("event=draining millis={}", properties.time().toMillis());
    long end = System.nanoTime() + properties.time().toNanos();
    long left = properties.time().toNanos();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = end - System.nanoTime();
    }
  }
}
