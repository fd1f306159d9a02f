package io.openbell.consumer.batch;

import io.micrometer.tracing.Span;
import io.openbell.core.broker.Route;
import io.openbell.core.broker.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * A second feature: parcels, in the memory of a test instead of a database, which fails as told. A
 * message names the parcels by their numbers.
 */
public final class Parcels implements Finalizing<Parcels.Parcel> {
  /** The way of parcels. */
  public static final Route ROUTE =
      new Route(
          "parcel",
          "openbell.parcels",
          "parcels.accepted",
          "openbell.parcels.finalize",
          "openbell.parcels.dead-letter");

  private final Map<Long, String> rows = new ConcurrentHashMap<>();
  private final Deque<RuntimeException> errors = new ArrayDeque<>();
  private final Deque<RuntimeException> errorsOfFailing = new ArrayDeque<>();
  private final Set<Long> refused = ConcurrentHashMap.newKeySet();
  private final List<String> transactions = Collections.synchronizedList(new ArrayList<>());
  private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
  private boolean answers = true;
  private int mostParts = Integer.MAX_VALUE;
  private Runnable afterFailing = () -> {};
  private Runnable showing = () -> {};

  /** One parcel. */
  public record Parcel(long number) implements Part {
    @Override
    public String label() {
      return "parcel " + number;
    }

    @Override
    public String correlationId() {
      return "c-" + number;
    }

    @Override
    public void describe(Span.Builder span) {
      span.tag("openbell.parcel", number);
    }
  }

  /** These are PENDING. */
  public Parcels accept(long... numbers) {
    LongStream.of(numbers).forEach(number -> rows.put(number, "PENDING"));
    return this;
  }

  /** What became of it; nothing is known of one that was never accepted. */
  public String result(long number) {
    return rows.getOrDefault(number, "UNKNOWN");
  }

  /** The next transactions that finalize meet these, one each. */
  Parcels meets(RuntimeException... next) {
    errors.addAll(List.of(next));
    return this;
  }

  /** The next transactions that give up meet these, one each. */
  Parcels meetsWhenFailing(RuntimeException... next) {
    errorsOfFailing.addAll(List.of(next));
    return this;
  }

  /** No transaction with one of these can be committed. */
  Parcels refuses(long... numbers) {
    LongStream.of(numbers).forEach(refused::add);
    return this;
  }

  /** No transaction is to have more. */
  Parcels inTransactionsOf(int most) {
    mostParts = most;
    return this;
  }

  /** Happens when one was given up. */
  void afterFailing(Runnable what) {
    afterFailing = what;
  }

  /** Showing breaks its promise. */
  void doesNotShow(RuntimeException error) {
    showing =
        () -> {
          throw error;
        };
  }

  /** The database is asked in vain. */
  Parcels doesNotAnswer() {
    answers = false;
    return this;
  }

  /** What each transaction was for, in their order: {@code 1,2} or {@code fail 1}. */
  List<String> transactions() {
    return transactions;
  }

  /** What was shown each time. */
  List<String> shown() {
    return shown;
  }

  /** A message that names these. */
  public static Message message(long... numbers) {
    return message(
        LongStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }

  /** A message that says this. */
  public static Message message(String text) {
    return MessageBuilder.withBody(text.getBytes(StandardCharsets.UTF_8))
        .setMessageId("parcels " + text)
        .build();
  }

  private static String named(Collection<Parcel> parts) {
    return parts.stream().map(part -> "" + part.number()).collect(Collectors.joining(","));
  }

  @Override
  public Route route() {
    return ROUTE;
  }

  @Override
  public List<Parcel> read(Message message) throws UnreadableMessageException {
    try {
      return Stream.of(new String(message.getBody(), StandardCharsets.UTF_8).split(",", -1))
          .map(number -> new Parcel(Long.parseLong(number)))
          .toList();
    } catch (NumberFormatException e) {
      throw new UnreadableMessageException("no parcels", e);
    }
  }

  @Override
  public int mostParts() {
    return mostParts;
  }

  @Override
  public synchronized Finalized<Parcel> finalizeAll(Collection<Parcel> parts) {
    transactions.add(named(parts));
    throwNext(errors);
    if (parts.stream().anyMatch(part -> refused.contains(part.number()))) {
      throw new DataIntegrityViolationException("refused");
    }
    Map<Parcel, Misfit> misfits = new HashMap<>();
    List<Duration> ages = new ArrayList<>();
    int skipped = 0;
    for (Parcel part : Set.copyOf(parts)) {
      String row = rows.get(part.number());
      if (row == null) {
        misfits.put(part, new Misfit("unknown parcels", "" + part.number()));
      } else if (row.equals("PENDING")) {
        rows.put(part.number(), "ARRIVED");
        ages.add(Duration.ofMillis(1));
      } else {
        skipped++;
      }
    }
    return new Finalized<>(ages, skipped, misfits);
  }

  @Override
  public synchronized boolean fail(Parcel part, RuntimeException cause) {
    transactions.add("fail " + part.number());
    throwNext(errorsOfFailing);
    boolean isFailed = rows.replace(part.number(), "PENDING", "FAILED");
    afterFailing.run();
    return isFailed;
  }

  private static void throwNext(Deque<RuntimeException> errors) {
    if (!errors.isEmpty()) {
      throw Objects.requireNonNull(errors.poll());
    }
  }

  @Override
  public boolean databaseAnswers() {
    return answers;
  }

  @Override
  public void show(Collection<Parcel> parts) {
    showing.run();
    shown.add(named(parts));
  }
}
