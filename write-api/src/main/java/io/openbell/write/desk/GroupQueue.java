package io.openbell.write.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue that one drainer at a time empties in groups, in arrival order. With nobody else
 * waiting the group is one request; in a crowd the queue first lets others come.
 */
final class GroupQueue<R extends DeskRequest, T> {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  /** From this many on it is a crowd: in the last group, or waiting at all desks together. */
  private static final int CROWD = 8;

  private enum State {
    /** Nobody drains; the next request starts it. */
    IDLE,
    /** In a crowd: draining starts after the linger, or when a group is full. */
    LINGERING,
    /** A drainer is on its way or at work. */
    DRAINING
  }

  private final String name;
  private final Equipment equipment;
  private final Runnable serveGroup;
  private final LinkedBlockingQueue<GroupEntry<R, T>> queue;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile int lastGroup;
  private volatile long lastNanos;

  /**
   * A queue, empty.
   *
   * @param name for the logs
   * @param serveGroup takes a group and serves it, on a thread of the equipment
   */
  GroupQueue(String name, Equipment equipment, Runnable serveGroup) {
    this.name = name;
    this.equipment = equipment;
    this.serveGroup = serveGroup;
    this.queue = new LinkedBlockingQueue<>(equipment.properties().maxQueue());
  }

  /** Queues the entry, or tells it BUSY when the queue is full. */
  void add(GroupEntry<R, T> entry) {
    if (!queue.offer(entry)) {
      entry.tell(new Answer.Busy<>());
      return;
    }
    drainUnlessDraining();
    if (isGroupFull()) {
      endLinger();
    }
  }

  String name() {
    return name;
  }

  int size() {
    return queue.size();
  }

  /** Takes the next group. For the drainer only. */
  List<GroupEntry<R, T>> take() {
    List<GroupEntry<R, T>> group = new ArrayList<>();
    queue.drainTo(group, equipment.properties().maxGroup());
    equipment.meters().taken(group, equipment.ticker().getAsLong());
    lastGroup = group.size();
    return group;
  }

  /**
   * Takes the matching entries out of the queue, wherever they stand. Entries that are in a group
   * already stay there.
   */
  void takeOut(Predicate<GroupEntry<R, T>> whom, Consumer<GroupEntry<R, T>> then) {
    for (GroupEntry<R, T> entry : queue) {
      // Not removeIf, which does not say whether a drainer was faster.
      if (whom.test(entry) && queue.remove(entry)) {
        then.accept(entry);
      }
    }
  }

  /** Answers BUSY to the entries that have waited too long. */
  void answerOverdue() {
    long now = equipment.ticker().getAsLong();
    takeOut(
        entry -> now - entry.request().deadline() > 0, entry -> entry.tell(new Answer.Busy<>()));
  }

  /** Answers all waiting entries. Entries in a group get the answer of their group. */
  void answerAll(Answer<T> answer) {
    List<GroupEntry<R, T>> all = new ArrayList<>();
    queue.drainTo(all);
    all.forEach(entry -> entry.tell(answer));
  }

  private void drainUnlessDraining() {
    if (state.get() != State.IDLE) {
      return;
    }
    if (isInCrowd() && !isGroupFull()) {
      if (state.compareAndSet(State.IDLE, State.LINGERING)) {
        CompletableFuture.delayedExecutor(lingerNanos(), TimeUnit.NANOSECONDS, Runnable::run)
            .execute(this::endLinger);
      }
    } else if (state.compareAndSet(State.IDLE, State.DRAINING)) {
      startDraining();
    }
  }

  private void endLinger() {
    if (state.compareAndSet(State.LINGERING, State.DRAINING)) {
      startDraining();
    }
  }

  // In a crowd the next are about to come. Whoever is alone never waits for others.
  private boolean isInCrowd() {
    return lastGroup >= CROWD || equipment.waiting().getAsInt() >= CROWD;
  }

  private boolean isGroupFull() {
    return queue.size() >= equipment.properties().maxGroup();
  }

  // As long as the last group took: where that is long, a group is worth waiting for.
  private long lingerNanos() {
    return Math.min(lastNanos, equipment.properties().linger().toNanos());
  }

  private void startDraining() {
    try {
      equipment.executor().execute(this::drainOnce);
    } catch (RejectedExecutionException e) {
      state.set(State.IDLE);
      answerAll(new Answer.Busy<>()); // shutting down
    }
  }

  // One group, then to the back of the executor: many queues share few threads fairly.
  private void drainOnce() {
    long start = equipment.ticker().getAsLong();
    try {
      serveGroup.run();
    } catch (RuntimeException | Error e) {
      log.error("event=desk-failed lane={}", name, e);
      answerAll(new Answer.Unavailable<>());
    } finally {
      lastNanos = equipment.ticker().getAsLong() - start;
      state.set(State.IDLE);
      if (!queue.isEmpty()) {
        drainUnlessDraining();
      }
    }
  }
}
