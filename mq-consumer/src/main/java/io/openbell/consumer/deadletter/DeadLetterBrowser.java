package io.openbell.consumer.deadletter;

import io.openbell.consumer.batch.OneLine;
import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.ConfirmedPublisher.NotTakenException;
import io.openbell.core.broker.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.stereotype.Component;

/**
 * What an operator does with the dead letters of all features, each of which has a queue of its
 * own: they are served one after the other. A letter leaves its queue only when it was dropped, or
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
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(DeadLetterBrowser.class);

  private final RabbitTemplate rabbit;
  private final ConfirmedPublisher publisher;
  private final List<Route> routes;
  private final ReentrantLock lock = new ReentrantLock();

  DeadLetterBrowser(
      ConnectionFactory connections, ConfirmedPublisher publisher, List<Route> routes) {
    this.rabbit = new RabbitTemplate(connections);
    this.publisher = publisher;
    this.routes = routes;
  }

  /**
   * Some letters, in the order in which they were parked.
   *
   * @param count letters in the queues
   */
  record Page(long count, List<DeadLetterView> list) implements OperationResponseBody {}

  /** How many letters were replayed, and which could not be. */
  record Replayed(int replayed, List<NotReplayed> notReplayed) implements OperationResponseBody {}

  /** A letter that is still there, and why. */
  record NotReplayed(String id, String cause) {}

  /** The first letters of the queues, with the beginnings of their bodies. */
  Page first(int limit) {
    return alone(
        () -> {
          long count = 0;
          List<DeadLetterView> list = new ArrayList<>();
          for (Route route : routes) {
            count += read(route, reading -> first(limit, reading, list));
          }
          list.sort(
              Comparator.comparing(
                  DeadLetterView::parkedAt, Comparator.nullsFirst(Comparator.naturalOrder())));
          return new Page(count, List.copyOf(list.subList(0, Math.min(limit, list.size()))));
        });
  }

  private static long first(int limit, DeadLetterReading reading, List<DeadLetterView> list)
      throws IOException {
    int left = limit;
    DeadLetter letter;
    while (left-- > 0 && (letter = reading.next()) != null) {
      list.add(DeadLetterView.of(letter, SHORT_BODY));
    }
    return reading.length();
  }

  /** The letter with this id. */
  Optional<DeadLetterView> find(String id) {
    return find(id, (letter, reading) -> DeadLetterView.of(letter, LONG_BODY));
  }

  /**
   * Publishes the letter as it was before it died, where it was published then, and removes it.
   *
   * @return whether there is such a letter
   * @throws NotTakenException when the broker has no queue for it; the letter stays
   */
  boolean replay(String id) {
    return find(
            id,
            (letter, reading) -> {
              replay(letter, reading);
              return letter;
            })
        .isPresent();
  }

  /**
   * Replays the first letters of the queues. It goes on after one that the broker does not take,
   * and ends with one of which nothing is certain.
   *
   * @param atMost letters, replayed or not
   */
  Replayed replayFirst(int atMost) {
    return alone(
        () -> {
          int replayed = 0;
          List<NotReplayed> failed = new ArrayList<>();
          boolean answering = true;
          for (Route route : routes) {
            if (answering) {
              int left = atMost - replayed - failed.size();
              Walk walk = read(route, reading -> replayFirst(left, reading, failed));
              replayed += walk.replayed();
              answering = walk.answering();
            }
          }
          return new Replayed(replayed, failed);
        });
  }

  private record Walk(int replayed, boolean answering) {}

  private Walk replayFirst(int atMost, DeadLetterReading reading, List<NotReplayed> failed)
      throws IOException {
    int replayed = 0;
    int left = atMost;
    DeadLetter letter;
    while (left-- > 0 && (letter = reading.next()) != null) {
      try {
        replay(letter, reading);
        replayed++;
      } catch (AmqpException e) {
        failed.add(new NotReplayed(letter.id(), OneLine.of(e)));
        if (!(e instanceof NotTakenException)) {
          return new Walk(replayed, false);
        }
      }
    }
    return new Walk(replayed, true);
  }

  /**
   * Removes the letter.
   *
   * @return whether there is such a letter
   */
  boolean drop(String id) {
    return find(
            id,
            (letter, reading) -> {
              reading.removeCurrent();
              log.info(
                  "event=dead-letter-dropped id={} message={} reason=\"{}\"",
                  letter.id(),
                  printable(letter.message().getMessageProperties().getMessageId()),
                  printable(letter.reason()));
              return letter;
            })
        .isPresent();
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
    return OneLine.of(String.valueOf(text));
  }

  @FunctionalInterface
  private interface OnLetter<T> {
    T with(DeadLetter letter, DeadLetterReading reading) throws IOException;
  }

  /** Does this with the first letter of this id, if there is one. */
  private <T> Optional<T> find(String id, OnLetter<T> work) {
    return alone(
        () -> {
          Optional<T> done = Optional.empty();
          for (Route route : routes) {
            if (done.isEmpty()) {
              done = read(route, reading -> find(id, reading, work));
            }
          }
          return done;
        });
  }

  private static <T> Optional<T> find(String id, DeadLetterReading reading, OnLetter<T> work)
      throws IOException {
    DeadLetter letter = reading.find(id);
    return letter == null ? Optional.empty() : Optional.of(work.with(letter, reading));
  }

  @FunctionalInterface
  private interface OnQueue<T> {
    T with(DeadLetterReading reading) throws IOException;
  }

  private <T> T read(Route route, OnQueue<T> work) {
    T result =
        rabbit.execute(
            channel -> {
              try (DeadLetterReading reading = new DeadLetterReading(channel, publisher, route)) {
                return work.with(reading);
              }
            });
    return Objects.requireNonNull(result);
  }

  private <T> T alone(Supplier<T> operation) {
    try {
      if (!lock.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AmqpException("another operation on dead letters is running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AmqpException("interrupted", e);
    }
    try {
      return operation.get();
    } finally {
      lock.unlock();
    }
  }
}
