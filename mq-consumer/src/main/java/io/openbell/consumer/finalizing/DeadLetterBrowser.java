package io.openbell.consumer.finalizing;

import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.ConfirmedPublisher.NotTakenException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.stereotype.Component;

/**
 * What an operator does with the dead-letter queue. A letter leaves it only when it was dropped, or
 * when the broker has confirmed its replay; a replay that is interrupted may happen twice, which
 * finalizing does not mind.
 *
 * <p>One operation at a time: the letters that one has read are hidden from the others. Those of
 * another instance are, too, and then letters seem to be missing for a moment. Of two letters with
 * one id, which an interrupted refresh leaves, each operation takes the first.
 *
 * <p>Every operation throws {@link AmqpException} when the broker is away or another operation
 * takes too long.
 */
@Component
class DeadLetterBrowser {
  private static final int SHORT_BODY = 2_000;
  private static final int LONG_BODY = 64 * 1_024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(DeadLetterBrowser.class);

  private final RabbitTemplate rabbit;
  private final ConfirmedPublisher publisher;
  private final ReentrantLock lock = new ReentrantLock();

  DeadLetterBrowser(ConnectionFactory connections, ConfirmedPublisher publisher) {
    this.rabbit = new RabbitTemplate(connections);
    this.publisher = publisher;
  }

  /**
   * Some letters, in the order in which they were parked.
   *
   * @param count letters in the queue
   */
  record Page(long count, List<DeadLetterView> list) implements OperationResponseBody {}

  /** How many letters were replayed, and which could not be. */
  record Replayed(int replayed, List<NotReplayed> notReplayed) implements OperationResponseBody {}

  /** A letter that is still there, and why. */
  record NotReplayed(String id, String cause) {}

  /** The first letters of the queue, with the beginnings of their bodies. */
  Page first(int limit) {
    return read(
        reading -> {
          List<DeadLetterView> list = new ArrayList<>();
          DeadLetter letter;
          while (list.size() < limit && (letter = reading.next()) != null) {
            list.add(DeadLetterView.of(letter, SHORT_BODY));
          }
          list.sort(
              Comparator.comparing(
                  DeadLetterView::parkedAt, Comparator.nullsFirst(Comparator.naturalOrder())));
          return new Page(reading.length(), list);
        });
  }

  /** The letter with this id. */
  Optional<DeadLetterView> find(String id) {
    return read(
        reading ->
            Optional.ofNullable(reading.find(id))
                .map(letter -> DeadLetterView.of(letter, LONG_BODY)));
  }

  /**
   * Publishes the letter as it was before it died, where it was published then, and removes it.
   *
   * @return whether there is such a letter
   * @throws NotTakenException when the broker has no queue for it; the letter stays
   */
  boolean replay(String id) {
    return read(
        reading -> {
          DeadLetter letter = reading.find(id);
          if (letter != null) {
            replay(letter, reading);
          }
          return letter != null;
        });
  }

  /**
   * Replays the first letters of the queue. It goes on after one that the broker does not take, and
   * ends with one of which nothing is certain.
   *
   * @param atMost letters, replayed or not
   */
  Replayed replayFirst(int atMost) {
    return read(
        reading -> {
          int replayed = 0;
          List<NotReplayed> failed = new ArrayList<>();
          boolean answering = true;
          DeadLetter letter;
          while (answering
              && replayed + failed.size() < atMost
              && (letter = reading.next()) != null) {
            try {
              replay(letter, reading);
              replayed++;
            } catch (AmqpException e) {
              failed.add(new NotReplayed(letter.id(), Settler.describe(e)));
              answering = e instanceof NotTakenException;
            }
          }
          return new Replayed(replayed, failed);
        });
  }

  /**
   * Removes the letter.
   *
   * @return whether there is such a letter
   */
  boolean drop(String id) {
    return read(
        reading -> {
          DeadLetter letter = reading.find(id);
          if (letter != null) {
            reading.removeCurrent();
            log.info(
                "event=dead-letter-dropped id={} message={} reason=\"{}\"",
                letter.id(),
                printable(letter.message().getMessageProperties().getMessageId()),
                printable(letter.reason()));
          }
          return letter != null;
        });
  }

  private void replay(DeadLetter letter, DeadLetterReading reading) throws IOException {
    publisher.publish(letter.exchange(), letter.routingKey(), letter.original());
    log.info(
        "event=dead-letter-replayed id={} message={} exchange={} routing-key={} reason=\"{}\"",
        letter.id(),
        printable(letter.message().getMessageProperties().getMessageId()),
        printable(letter.exchange()),
        printable(letter.routingKey()),
        printable(letter.reason()));
    reading.removeCurrent();
  }

  private static String printable(@Nullable String text) {
    return Settler.onOneLine(String.valueOf(text));
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(DeadLetterReading reading) throws IOException;
  }

  private <T> T read(Work<T> work) {
    lock();
    try {
      T result =
          rabbit.execute(
              channel -> {
                try (DeadLetterReading reading = new DeadLetterReading(channel, publisher)) {
                  return work.on(reading);
                }
              });
      return Objects.requireNonNull(result);
    } finally {
      lock.unlock();
    }
  }

  private void lock() {
    try {
      if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AmqpException("another operation on dead letters is running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AmqpException("interrupted", e);
    }
  }
}
