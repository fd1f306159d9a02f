package io.openbell.write.publish;

import io.openbell.core.broker.InvestmentsAccepted;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Publishes each committed group at once, on a thread of its own, so that a broker that is slow or
 * gone costs no client anything. What cannot be published stays PENDING; the relay finds it.
 */
@Component
public class GroupPublisher implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(GroupPublisher.class);

  private final Broker broker;
  private final LinkedBlockingQueue<InvestmentsAccepted> groups;
  private volatile boolean running;
  private @Nullable Thread thread;

  GroupPublisher(Broker broker, RelayProperties properties) {
    this.broker = broker;
    this.groups = new LinkedBlockingQueue<>(properties.publisherQueue());
  }

  /** Publishes the group behind those before it. Returns at once. */
  public void publishSoon(InvestmentsAccepted group) {
    if (!groups.offer(group)) {
      log.warn("event=group-left-to-relay group={} cause=publisher-queue-full", group.groupId());
    }
  }

  private void publishAll() {
    while (running || !groups.isEmpty()) {
      try {
        InvestmentsAccepted group = groups.poll(100, TimeUnit.MILLISECONDS);
        if (group != null) {
          publish(group);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void publish(InvestmentsAccepted group) {
    try {
      broker
          .send(group)
          .whenComplete(
              (taken, error) -> {
                if (!Boolean.TRUE.equals(taken)) {
                  log.warn(
                      "event=group-left-to-relay group={} cause=not-confirmed", group.groupId());
                }
              });
    } catch (AmqpException e) {
      log.warn("event=group-left-to-relay group={} cause={}", group.groupId(), e.toString());
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    thread = new Thread(this::publishAll, "group-publisher");
    thread.setDaemon(true);
    thread.start();
  }

  /** Publishes what is queued, for at most five seconds. */
  @Override
  public synchronized void stop() {
    running = false;
    if (thread == null) {
      return;
    }
    try {
      thread.join(5_000);
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stopped after the web server, whose last requests become groups, too. */
  @Override
  public int getPhase() {
    return 0;
  }
}
