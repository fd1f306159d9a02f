package io.openbell.write.publish;

import io.openbell.core.broker.Event;
import io.openbell.core.broker.Route;
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
  private final LinkedBlockingQueue<Group> groups;
  private volatile boolean running;
  private @Nullable Thread thread;

  GroupPublisher(Broker broker, RelayProperties properties) {
    this.broker = broker;
    this.groups = new LinkedBlockingQueue<>(properties.publisherQueue());
  }

  private record Group(Route route, Event event) {}

  /** Publishes what was committed, on its way, behind what was before it. Returns at once. */
  public void publishSoon(Route route, Event event) {
    if (!groups.offer(new Group(route, event))) {
      log.warn("event=group-left-to-relay group={} cause=publisher-queue-full", event.id());
    }
  }

  private void publishAll() {
    while (running || !groups.isEmpty()) {
      try {
        Group group = groups.poll(100, TimeUnit.MILLISECONDS);
        if (group != null) {
          publish(group);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void publish(Group group) {
    try {
      broker
          .send(group.route(), group.event())
          .whenComplete(
              (word, error) -> {
                if (word == null || !word.isTaken()) {
                  log.warn(
                      "event=group-left-to-relay group={} cause=not-confirmed", group.event().id());
                }
              });
    } catch (AmqpException e) {
      log.warn("event=group-left-to-relay group={} cause={}", group.event().id(), e.toString());
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
