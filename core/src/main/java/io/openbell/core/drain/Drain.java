package io.openbell.core.drain;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;

/**
 * Holds up the stop of an instance. It says already that it is not ready, but answers whatever it
 * is asked, until the gateways (or the load balancer before them) have it out of their rotation.
 */
@EnableConfigurationProperties(DrainProperties.class)
public class Drain implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final DrainProperties properties;
  private volatile boolean running;

  Drain(DrainProperties properties) {
    this.properties = properties;
  }

  @Override
  public void start() {
    running = true;
  }

  /** Waits; readiness was taken back before anything is stopped. */
  @Override
  public void stop() {
    running = false;
    if (properties.time().isZero()) {
      return;
    }
    log.info("event=draining millis={}", properties.time().toMillis());
    try {
      Thread.sleep(properties.time().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stopped before everything else, the web server above all. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
