package io.openbell.consumer.batch;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;

/**
 * The messages of a batch that nobody has answered yet. Each is answered by itself: what {@code
 * multiple} covers differs between brokers. An answer that does not reach the broker is no harm,
 * the message comes again.
 */
final class Acknowledgements {
  private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);

  private final Set<Long> tags = new LinkedHashSet<>();
  private final Channel channel;

  Acknowledgements(List<Message> messages, Channel channel) {
    messages.forEach(message -> tags.add(tagOf(message)));
    this.channel = channel;
  }

  /** Acknowledges this message. Only when its effect is committed. */
  void ack(Message message) {
    answer(tagOf(message), tag -> channel.basicAck(tag, false));
  }

  /** Leaves the answer to somebody else. */
  void leave(Message message) {
    tags.remove(tagOf(message));
  }

  /** Gives the rest back to the queue. */
  void putBack() {
    for (long tag : List.copyOf(tags)) {
      answer(tag, rejected -> channel.basicNack(rejected, false, true));
    }
  }

  private void answer(long tag, Answer answer) {
    tags.remove(tag);
    try {
      answer.send(tag);
    } catch (IOException | AlreadyClosedException e) {
      log.warn("event=answer-lost cause={}", OneLine.of(e));
    }
  }

  private static long tagOf(Message message) {
    return message.getMessageProperties().getDeliveryTag();
  }

  @FunctionalInterface
  private interface Answer {
    void send(long tag) throws IOException;
  }
}
