package io.openbell.read.item;

import io.openbell.core.item.Item;
import io.openbell.read.DatabaseGate;
import jakarta.annotation.PreDestroy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Items exactly as they are: every answer is read from the database after its reader has asked.
 * Whoever asks joins the next query to start, which is one for all items that are waited for. One
 * query is on its way at a time, and one is begun in a millisecond: a crowd of readers costs the
 * database no more than that, whatever their number.
 */
@Component
class ExactItems {
  private static final long PAUSE_NANOS = 1_000_000;

  private final Function<Set<Long>, List<Item>> query;
  private final ItemMeters meters;
  private final LongSupplier nanos;
  private final ScheduledExecutorService asking;

  private final Object lock = new Object();
  private Waiting waiting = new Waiting();
  private boolean isNextDue;
  private long lastBegin;

  @Autowired
  ExactItems(ItemQueries items, DatabaseGate database, ItemMeters meters) {
    this(
        ids -> database.ask(() -> items.of(ids)),
        meters,
        System::nanoTime,
        Executors.newSingleThreadScheduledExecutor(ExactItems::thread));
  }

  /** With one thread of its own, which {@link #stop} ends. */
  ExactItems(
      Function<Set<Long>, List<Item>> query,
      ItemMeters meters,
      LongSupplier nanos,
      ScheduledExecutorService asking) {
    this.query = query;
    this.meters = meters;
    this.nanos = nanos;
    this.asking = asking;
    this.lastBegin = nanos.getAsLong() - PAUSE_NANOS;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "exact-items");
    thread.setDaemon(true);
    return thread;
  }

  /** Who waits for the next query. */
  private static final class Waiting {
    private final Map<Long, CompletableFuture<Optional<Item>>> byId = new HashMap<>();
    private int readers;

    CompletableFuture<Optional<Item>> join(long itemId) {
      readers++;
      return byId.computeIfAbsent(itemId, id -> new CompletableFuture<>());
    }
  }

  /**
   * The item as it is at some moment after this call; empty when there is none. The future is
   * shared: it must not be completed or cancelled. It fails as the database does, and its
   * dependents run on the thread that asks, so they must be short.
   */
  CompletableFuture<Optional<Item>> byId(long itemId) {
    synchronized (lock) {
      CompletableFuture<Optional<Item>> answer = waiting.join(itemId);
      meters.waiting(waiting.readers);
      if (!isNextDue) {
        isNextDue = true;
        askAfterThePause();
      }
      return answer;
    }
  }

  private void askAfterThePause() {
    long rest = lastBegin + PAUSE_NANOS - nanos.getAsLong();
    asking.schedule(this::ask, Math.max(0, rest), TimeUnit.NANOSECONDS);
  }

  // Whoever comes from here on may have seen what this query does not see yet.
  private void ask() {
    Waiting all;
    synchronized (lock) {
      all = waiting;
      waiting = new Waiting();
      lastBegin = nanos.getAsLong();
      meters.asked(all.readers);
    }
    try {
      answer(all, query.apply(all.byId.keySet()));
    } catch (RuntimeException e) {
      all.byId.values().forEach(answer -> answer.completeExceptionally(e));
    }
    synchronized (lock) {
      if (waiting.readers > 0) {
        askAfterThePause();
      } else {
        isNextDue = false;
      }
    }
  }

  private static void answer(Waiting all, List<Item> found) {
    Map<Long, Item> byId =
        found.stream().collect(Collectors.toMap(Item::itemId, Function.identity()));
    all.byId.forEach((id, answer) -> answer.complete(Optional.ofNullable(byId.get(id))));
  }

  /** When nobody can ask any more. */
  @PreDestroy
  void stop() {
    asking.shutdown();
  }
}
