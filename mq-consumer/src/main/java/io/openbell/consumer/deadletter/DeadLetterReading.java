package io.openbell.consumer.deadletter;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.openbell.consumer.batch.Backoff;
import io.openbell.consumer.batch.OneLine;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/**
 * One walk through the dead-letter queue of a feature, over as many letters as it had at the start.
 * They come oldest first, but a quorum queue puts what went back behind what went back before. What
 * is not removed goes back to the queue at the end, and by itself when the channel or this process
 * ends first.
 *
 * <p>A quorum queue counts how often a message goes back, and RabbitMQ 4 drops it after 20 times:
 * looking must not use a letter up. So one that went back often is replaced by a fresh copy.
 */
final class DeadLetterReading implements AutoCloseable {
  /** Letters of one walk. */
  static final int MOST = 10_000;

  /**
   * Half of what RabbitMQ allows: the other half is for walks that break off, and other readers.
   */
  static final int REFRESHED_AT = 10;

  private static final Logger log = LoggerFactory.getLogger(DeadLetterReading.class);
  private static final Duration SHORTEST_RETURN = Duration.ofMillis(5);
  private static final Duration LONGEST_RETURN = Duration.ofSeconds(1);
  private static final MessagePropertiesConverter CONVERTER =
      new DefaultMessagePropertiesConverter();

  private final Channel channel;
  private final ConfirmedPublisher publisher;
  private final Route route;
  private final long length;
  // Without their bodies: 10,000 of them could be more than the heap.
  private final List<Long> kept = new ArrayList<>();
  private long read;
  private long removed;
  private @Nullable DeadLetter current;

  DeadLetterReading(Channel channel, ConfirmedPublisher publisher, Route route) throws IOException {
    this.channel = channel;
    this.publisher = publisher;
    this.route = route;
    this.length = channel.messageCount(route.deadLetterQueue());
  }

  /** Letters in the queue at the start. */
  long length() {
    return length;
  }

  /** The next letter, null after the last. The one before is kept unless it was removed. */
  @Nullable DeadLetter next() throws IOException {
    keepCurrent();
    if (read == Math.min(length, MOST)) {
      return null;
    }
    GetResponse response = channel.basicGet(route.deadLetterQueue(), false);
    if (response == null) {
      return null;
    }
    read++;
    current =
        new DeadLetter(
            new Message(
                response.getBody(),
                CONVERTER.toMessageProperties(
                    response.getProps(), response.getEnvelope(), "UTF-8")),
            route);
    return current;
  }

  /** The first letter with this id from here on, null if there is none. */
  @Nullable DeadLetter find(String id) throws IOException {
    DeadLetter letter;
    do {
      letter = next();
    } while (letter != null && !letter.id().equals(id));
    return letter;
  }

  /** Takes the letter that was read last off the queue for good. */
  void removeCurrent() throws IOException {
    if (current == null) {
      throw new IllegalStateException("there is no letter to remove");
    }
    long tag = current.tag();
    current = null;
    removed++;
    channel.basicAck(tag, false);
  }

  private void keepCurrent() throws IOException {
    DeadLetter letter = current;
    current = null;
    if (letter == null) {
      return;
    }
    if (letter.deliveries() >= REFRESHED_AT && isRefreshed(letter)) {
      channel.basicAck(letter.tag(), false);
    } else {
      kept.add(letter.tag());
    }
  }

  private boolean isRefreshed(DeadLetter letter) {
    try {
      publisher.publish(
          BrokerTopology.DEAD_LETTER_EXCHANGE, route.deadLetterQueue(), letter.fresh());
      return true;
    } catch (AmqpException e) {
      log.warn(
          "event=dead-letter-not-refreshed id={} deliveries={} cause={}",
          letter.id(),
          letter.deliveries(),
          OneLine.of(e));
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    keepCurrent();
    for (long tag : kept) {
      channel.basicNack(tag, false, true);
    }
    awaitReturn();
  }

  /**
   * A quorum queue takes its time to have back what was given back, and the next reader would miss
   * it. Answers are not answered; the question for the length is, and after them: an error here
   * tells that they may be lost.
   */
  private void awaitReturn() throws IOException {
    long end = System.nanoTime() + LONGEST_RETURN.toNanos();
    Backoff pauses = new Backoff(SHORTEST_RETURN, LONGEST_RETURN, () -> System.nanoTime() < end);
    boolean waited = true;
    while (channel.messageCount(route.deadLetterQueue()) < length - removed && waited) {
      waited = pauses.pause();
    }
  }
}
