package io.openbell.write.desk;

import io.openbell.core.database.DatabaseErrors;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * The desk of one product: group commit under the distributed lock.
 *
 * <p>Requests queue here in arrival order. One drainer at a time takes the lock, then up to {@code
 * max-group} of them, and pays for lock, transaction and message once. With nobody else waiting the
 * group is one request. A group is answered only after its transaction committed; it is announced
 * after that.
 */
final class Desk {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  /** So many are a crowd: in the desk's last group, or waiting at all desks together. */
  private static final int CROWD = 8;

  /**
   * What all desks work with.
   *
   * @param waiting how many are queued at all of them
   */
  record Equipment(
      ProductLock lock,
      GroupTransaction transaction,
      RedisFigures figures,
      GroupListener listener,
      Executor executor,
      LongSupplier ticker,
      IntSupplier waiting,
      DeskProperties properties) {}

  private final long productId;
  private final Equipment equipment;
  private final DeskMeters meters;
  private final Runnable onUnknownProduct;
  private final LinkedBlockingQueue<WaitingRequest> queue;
  private final SoldOutMemory memory;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean probing = new AtomicBoolean();
  private final AtomicBoolean lingering = new AtomicBoolean();
  private volatile int lastGroup;
  private volatile long lastNanos;

  Desk(long productId, Equipment equipment, DeskMeters meters, Runnable onUnknownProduct) {
    this.productId = productId;
    this.equipment = equipment;
    this.meters = meters;
    this.onUnknownProduct = onUnknownProduct;
    this.queue = new LinkedBlockingQueue<>(equipment.properties().maxQueue());
    this.memory =
        new SoldOutMemory(equipment.ticker(), equipment.properties().soldOutProbe().toNanos());
  }

  /** Queues the request; the future completes with its one answer, never exceptionally. */
  CompletableFuture<Answer> submit(InvestRequest request) {
    if (memory.isSoldOut()) {
      if (memory.takeProbe()) {
        probing.set(true);
      } else if (request.key() == null) {
        return CompletableFuture.completedFuture(soldOut());
      }
    }
    WaitingRequest waiting =
        new WaitingRequest(request, new CompletableFuture<>(), equipment.ticker().getAsLong());
    if (!queue.offer(waiting)) {
      return CompletableFuture.completedFuture(new Answer.Busy());
    }
    drainUnlessDraining();
    if (isGroupFull()) {
      endLinger();
    }
    return waiting.answer();
  }

  /** How many are queued. */
  int waiting() {
    return queue.size();
  }

  /** Answers those BUSY who have waited too long undecided. */
  void answerOverdue() {
    long now = equipment.ticker().getAsLong();
    long maxWait = equipment.properties().maxWait().toNanos();
    WaitingRequest head = queue.peek();
    while (head != null && now - head.since() > maxWait) {
      if (queue.remove(head)) {
        head.answer().complete(new Answer.Busy());
      }
      head = queue.peek();
    }
  }

  private void drainUnlessDraining() {
    if (draining.compareAndSet(false, true)) {
      if (isInCrowd() && !isGroupFull()) {
        lingering.set(true);
        CompletableFuture.delayedExecutor(lingerNanos(), TimeUnit.NANOSECONDS, Runnable::run)
            .execute(this::endLinger);
      } else {
        startDraining();
      }
    }
  }

  private void endLinger() {
    if (lingering.compareAndSet(true, false)) {
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
      draining.set(false);
      answerAllWaiting(new Answer.Busy()); // shutting down
    }
  }

  // One group, then to the back of the executor: many desks share few threads fairly.
  private void drainOnce() {
    long start = equipment.ticker().getAsLong();
    try {
      serveGroup();
    } catch (RuntimeException | Error e) {
      log.error("event=desk-failed product={}", productId, e);
      answerAllWaiting(new Answer.Unavailable());
    } finally {
      lastNanos = equipment.ticker().getAsLong() - start;
      draining.set(false);
      if (!queue.isEmpty()) {
        drainUnlessDraining();
      }
    }
  }

  private void serveGroup() {
    if (memory.isSoldOut() && !probing.getAndSet(false)) {
      replayWithoutLock();
      return;
    }
    List<WaitingRequest> group = new ArrayList<>();
    List<Served> served = new ArrayList<>();
    try {
      equipment
          .lock()
          .holding(
              productId,
              () -> {
                // After the lock: who arrived while it was waited for belongs to this group.
                takeInto(group);
                lastGroup = group.size();
                if (!group.isEmpty()) {
                  meters.grouped(group.size());
                  commitOrSplit(group, served);
                }
              });
    } catch (ProductLock.LockUnavailableException e) {
      log.warn(
          "event=lock-unavailable product={} waiting={} cause={}",
          productId,
          queue.size(),
          e.getMessage());
      answerAllWaiting(new Answer.LockUnavailable());
    } finally {
      served.forEach(this::finish);
      // Nobody is left without an answer; for those who have one this does nothing.
      group.forEach(waiting -> waiting.answer().complete(new Answer.Unavailable()));
    }
  }

  private void takeInto(List<WaitingRequest> group) {
    queue.drainTo(group, equipment.properties().maxGroup());
    meters.taken(group, equipment.ticker().getAsLong());
  }

  /** A part of a group that went through one transaction of its own. */
  private record Served(List<WaitingRequest> requests, CommittedGroup committed) {}

  private void commitOrSplit(List<WaitingRequest> group, List<Served> served) {
    try {
      served.add(commit(group));
    } catch (DataIntegrityViolationException e) {
      if (group.size() == 1) {
        // Another desk committed the same key in this instant: now it is known.
        retryAlone(group, served);
        return;
      }
      log.warn(
          "event=group-split product={} size={} cause={}", productId, group.size(), e.toString());
      for (WaitingRequest one : group) {
        commitOrSplit(List.of(one), served);
      }
    } catch (RuntimeException e) {
      answerFailed(group, e);
    }
  }

  private void retryAlone(List<WaitingRequest> one, List<Served> served) {
    try {
      served.add(commit(one));
    } catch (RuntimeException e) {
      answerFailed(one, e);
    }
  }

  private Served commit(List<WaitingRequest> group) {
    CommittedGroup committed = decideAndCommit(group);
    memory.learn(committed.standing() == CommittedGroup.Standing.SOLD_OUT);
    if (committed.figures() != null) {
      equipment
          .figures()
          .showOne(committed.figures())
          .ifPresent(shown -> equipment.transaction().shown(shown));
    }
    return new Served(group, committed);
  }

  private CommittedGroup decideAndCommit(List<WaitingRequest> group) {
    long start = equipment.ticker().getAsLong();
    try {
      return equipment
          .transaction()
          .commit(productId, group.stream().map(WaitingRequest::request).toList());
    } finally {
      meters.committed(equipment.ticker().getAsLong() - start);
    }
  }

  private void answerFailed(List<WaitingRequest> group, RuntimeException cause) {
    boolean away = DatabaseErrors.isAway(cause);
    if (away) {
      log.warn(
          "event=group-failed product={} size={} cause={}",
          productId,
          group.size(),
          cause.toString());
    } else {
      log.error("event=group-failed product={} size={}", productId, group.size(), cause);
    }
    Answer answer =
        DatabaseErrors.isDiskFull(cause) ? new Answer.DiskFull() : new Answer.Unavailable();
    group.forEach(waiting -> waiting.answer().complete(answer));
    if (away) {
      answerAllWaiting(answer);
    }
  }

  private void finish(Served part) {
    CommittedGroup committed = part.committed();
    if (committed.standing() == CommittedGroup.Standing.UNKNOWN) {
      onUnknownProduct.run();
    }
    for (int i = 0; i < part.requests().size(); i++) {
      part.requests().get(i).answer().complete(committed.answers().get(i));
    }
    if (committed.accepted() != null) {
      equipment.listener().committed(committed.accepted());
    }
    if (log.isInfoEnabled()) {
      logCommitted(part);
    }
  }

  private void logCommitted(Served part) {
    CommittedGroup committed = part.committed();
    int accepted = committed.accepted() == null ? 0 : committed.accepted().investments().size();
    log.info(
        "event=group-served product={} size={} accepted={} group={} reserved={} correlations={}",
        productId,
        part.requests().size(),
        accepted,
        committed.accepted() == null ? "-" : committed.accepted().groupId(),
        committed.figures() == null ? "-" : committed.figures().reserved(),
        part.requests().stream()
            .map(waiting -> waiting.request().correlationId())
            .collect(Collectors.joining(",")));
  }

  // Sold out: a key may still stand for an investment that was accepted before.
  private void replayWithoutLock() {
    List<WaitingRequest> group = new ArrayList<>();
    takeInto(group);
    if (group.isEmpty()) {
      return;
    }
    try {
      List<@Nullable Answer> known =
          equipment.transaction().replay(group.stream().map(WaitingRequest::request).toList());
      for (int i = 0; i < group.size(); i++) {
        Answer first = known.get(i);
        group.get(i).answer().complete(first == null ? soldOut() : first);
      }
    } catch (RuntimeException e) {
      answerFailed(group, e);
    }
  }

  /** Gives all who are queued this answer; those in a group get that of their group. */
  void answerAllWaiting(Answer answer) {
    List<WaitingRequest> all = new ArrayList<>();
    queue.drainTo(all);
    all.forEach(waiting -> waiting.answer().complete(answer));
  }

  private static Answer soldOut() {
    return new Answer.Refused(new Refusal.SoldOut());
  }
}
