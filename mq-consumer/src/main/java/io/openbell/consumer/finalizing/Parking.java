package io.openbell.consumer.finalizing;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
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
class Parking {
  private static final Logger log = LoggerFactory.getLogger(Parking.class);

  private final DeadLetters deadLetters;
  private final FinalizeMeters meters;
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  private record Waiting(Message message, Channel channel, String reason) {}

  Parking(DeadLetters deadLetters, FinalizeMeters meters) {
    this.deadLetters = deadLetters;
    this.meters = meters;
  }

  /**
   * Parks and acknowledges this message, now or later.
   *
   * @return whether it is parked already
   */
  boolean park(Message message, Channel channel, String reason) {
    Waiting entry = new Waiting(message, channel, Settler.onOneLine(reason));
    if (waiting.isEmpty() && tryToPark(entry)) {
      return true;
    }
    waiting.add(entry);
    return false;
  }

  @Scheduled(fixedDelayString = "${openbell.finalize.owed-retry:1s}")
  void parkWaiting() {
    Waiting entry;
    while ((entry = waiting.peek()) != null) {
      if (entry.channel().isOpen() && !tryToPark(entry)) {
        return;
      }
      waiting.poll();
    }
  }

  private boolean tryToPark(Waiting entry) {
    Message message = entry.message();
    try {
      deadLetters.publish(message, entry.reason());
    } catch (RuntimeException e) {
      // Whatever it was, the message must not fall between listener and waiting list.
      log.warn(
          "event=message-not-parked id={} reason=\"{}\" cause={}",
          message.getMessageProperties().getMessageId(),
          entry.reason(),
          Settler.describe(e));
      return false;
    }
    meters.parked();
    log.warn(
        "event=message-parked id={} reason=\"{}\"",
        message.getMessageProperties().getMessageId(),
        entry.reason());
    try {
      entry.channel().basicAck(message.getMessageProperties().getDeliveryTag(), false);
    } catch (IOException | AlreadyClosedException e) {
      log.warn("event=ack-lost cause={}", Settler.describe(e));
    }
    return true;
  }
}
