package io.openbell.consumer.deadletter;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.consumer.batch.FinalizeMeters;
import io.openbell.consumer.batch.OneLine;
import io.openbell.consumer.batch.Parking;
import io.openbell.core.broker.Route;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Parks messages: first the confirmed dead letter, then the acknowledgement, so that a message is
 * at least once somewhere. When the dead letter cannot be published the message stays
 * unacknowledged and is tried again at leisure, while other messages go on; no more than the
 * prefetch can wait like this, and should the channel close, the broker has them all.
 */
@Component
class DeadLetterParking implements Parking {
  private static final Logger log = LoggerFactory.getLogger(DeadLetterParking.class);

  private final DeadLetters deadLetters;
  private final MeterRegistry registry;
  // A feature whose dead letters nobody takes holds up no other one's.
  private final Map<Route, Queue<Waiting>> waiting = new ConcurrentHashMap<>();

  private record Waiting(Message message, Route route, Channel channel, String reason) {}

  DeadLetterParking(DeadLetters deadLetters, MeterRegistry registry) {
    this.deadLetters = deadLetters;
    this.registry = registry;
  }

  @Override
  public boolean park(Message message, Route route, Channel channel, String reason) {
    Queue<Waiting> others =
        waiting.computeIfAbsent(route, its -> new ConcurrentLinkedQueue<Waiting>());
    Waiting entry = new Waiting(message, route, channel, OneLine.of(reason));
    if (others.isEmpty() && tryToPark(entry)) {
      return true;
    }
    others.add(entry);
    return false;
  }

  @Scheduled(fixedDelayString = "${openbell.finalize.owed-retry:1s}")
  void parkWaiting() {
    waiting.values().forEach(this::parkWaiting);
  }

  private void parkWaiting(Queue<Waiting> entries) {
    Waiting entry;
    while ((entry = entries.peek()) != null) {
      if (entry.channel().isOpen() && !tryToPark(entry)) {
        return;
      }
      entries.poll();
    }
  }

  private boolean tryToPark(Waiting entry) {
    Message message = entry.message();
    try {
      deadLetters.publish(message, entry.route(), entry.reason());
    } catch (RuntimeException e) {
      // Whatever it was, the message must not fall between listener and waiting list.
      log.warn(
          "event=message-not-parked id={} reason=\"{}\" cause={}",
          message.getMessageProperties().getMessageId(),
          entry.reason(),
          OneLine.of(e));
      return false;
    }
    FinalizeMeters.parked(registry, entry.route().feature()).increment();
    log.warn(
        "event=message-parked id={} reason=\"{}\"",
        message.getMessageProperties().getMessageId(),
        entry.reason());
    try {
      entry.channel().basicAck(message.getMessageProperties().getDeliveryTag(), false);
    } catch (IOException | AlreadyClosedException e) {
      log.warn("event=ack-lost cause={}", OneLine.of(e));
    }
    return true;
  }
}
