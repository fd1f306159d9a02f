package io.openbell.write.desk;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The desk of one feature: the only entrance to what is limited.
 *
 * <p>It has lanes, each with a queue, a drainer and a lock. All requests of one key stand in one
 * lane, so that they are decided in arrival order; a lane serves many keys, so that groups stay
 * large when a crowd spreads over them.
 *
 * <p>{@link #submit} never blocks. Every request is answered by its deadline and within the bounds
 * of lock and transaction, whatever is down.
 *
 * @param <R> the feature's requests
 * @param <T> what it decides of one
 */
public final class Desk<R extends DeskRequest, T> {
  private final String name;
  private final GroupCommit<R, T> feature;
  private final Backlog backlog;
  private final Equipment equipment;
  private final List<Lane<R, T>> lanes;

  /** Keys whose groups have failed, each with a lane of its own until one is committed. */
  private final ConcurrentHashMap<Long, Lane<R, T>> apart = new ConcurrentHashMap<>();

  /**
   * Requests for what is sold out that may repeat one that was accepted earlier. They need no lock.
   */
  private final GroupQueue<R, T> replays;

  private final SoldOutMemory soldOut;
  private final Set<UserKey> inFlight = ConcurrentHashMap.newKeySet();

  Desk(String name, GroupCommit<R, T> feature, Backlog backlog, Equipment equipment) {
    this.name = name;
    this.feature = feature;
    this.backlog = backlog;
    this.equipment = equipment;
    this.lanes =
        IntStream.range(0, equipment.properties().lanes()).mapToObj(this::newLane).toList();
    this.replays = new GroupQueue<>(name + ":replays", equipment, this::replay);
    this.soldOut =
        new SoldOutMemory(equipment.ticker(), equipment.properties().soldOutProbe().toNanos());
  }

  private record UserKey(UserId user, IdempotencyKey key) {}

  /** Queues the request; the future completes with its one answer, never exceptionally. */
  public CompletableFuture<Answer<T>> submit(R request) {
    if (equipment.diskFull().getAsBoolean()) {
      return CompletableFuture.completedFuture(new Answer.DiskFull<>());
    }
    if (backlog.isFull()) {
      return CompletableFuture.completedFuture(new Answer.Busy<>());
    }
    IdempotencyKey key = request.idempotencyKey();
    if (key == null) {
      return queue(request);
    }
    UserKey mine = new UserKey(request.user(), key);
    if (!inFlight.add(mine)) {
      return CompletableFuture.completedFuture(new Answer.KeyInUse<>());
    }
    return queue(request).whenComplete((answer, error) -> inFlight.remove(mine));
  }

  private CompletableFuture<Answer<T>> queue(R request) {
    GroupEntry<R, T> entry = new GroupEntry<>(request, equipment.ticker().getAsLong());
    if (!request.isRefusedOnceKeyIsExhausted() || soldOut.takeProbe(request.key())) {
      laneOf(request.key()).queue().add(entry);
    } else {
      refuseExhausted(entry);
    }
    return entry.told();
  }

  // It may repeat a request that was accepted before this was sold out.
  private void refuseExhausted(GroupEntry<R, T> entry) {
    if (entry.request().mayRepeatAnAcceptedOne()) {
      replays.add(entry);
    } else {
      entry.tell(new Answer.Decided<>(feature.exhausted(entry.request())));
    }
  }

  private void replay() {
    List<GroupEntry<R, T>> group = replays.take();
    if (group.isEmpty()) {
      return;
    }
    try {
      feature.replay(group).forEach(entry -> entry.decide(feature.exhausted(entry.request())));
      group.forEach(GroupEntry::tell);
    } catch (RuntimeException e) {
      Lane.tellFailed(group, replays.name(), e);
    }
  }

  /** Remembers what the commit of a group has shown of its keys. */
  void learn(Set<Long> keys, Set<Long> exhausted) {
    for (Long key : keys) {
      apart.remove(key);
      if (soldOut.learn(key, exhausted.contains(key))) {
        laneOf(key)
            .queue()
            .takeOut(
                entry ->
                    entry.request().key() == key && entry.request().isRefusedOnceKeyIsExhausted(),
                this::refuseExhausted);
      }
    }
  }

  /** Moves these requests to lanes of their keys' own, so that no key fails another. */
  void setApart(List<GroupEntry<R, T>> group) {
    for (GroupEntry<R, T> entry : group) {
      apart.computeIfAbsent(entry.request().key(), this::ownLane).queue().add(entry);
    }
  }

  /** Moves this request to its lane, if that is no longer this one. */
  boolean movesOn(GroupEntry<R, T> entry, Lane<R, T> from) {
    Lane<R, T> lane = laneOf(entry.request().key());
    if (lane == from) {
      return false;
    }
    lane.queue().add(entry);
    return true;
  }

  /** How many are queued. */
  int waiting() {
    return queues().mapToInt(GroupQueue::size).sum();
  }

  /**
   * Answers BUSY to requests that have waited too long; and DiskFull to all while the disk is full.
   */
  void answerOverdue() {
    queues().forEach(GroupQueue::answerOverdue);
    if (equipment.diskFull().getAsBoolean()) {
      queues().forEach(queue -> queue.answerAll(new Answer.DiskFull<>()));
    }
  }

  private Stream<GroupQueue<R, T>> queues() {
    return Stream.concat(
        Stream.concat(lanes.stream(), apart.values().stream()).map(Lane::queue),
        Stream.of(replays));
  }

  GroupCommit<R, T> feature() {
    return feature;
  }

  private Lane<R, T> newLane(int number) {
    return new Lane<>(name + ":" + number, this, equipment);
  }

  private Lane<R, T> ownLane(long key) {
    return new Lane<>(name + ":key:" + key, this, equipment);
  }

  private Lane<R, T> laneOf(long key) {
    Lane<R, T> own = apart.get(key);
    return own != null ? own : lanes.get(Math.floorMod(Long.hashCode(key), lanes.size()));
  }
}
