package io.openbell.write.desk;

import io.openbell.core.database.DatabaseErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * One lane of a desk: group commit under the distributed lock.
 *
 * <p>The thread that drains the queue takes the lock of the lane, then up to {@code max-group}
 * requests. So lock, transaction and message are paid for once per group. A group is answered only
 * after its transaction was committed, and announced after that.
 */
final class Lane<R extends DeskRequest, T> {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  /** After so many the group is BUSY, or its keys go apart. */
  private static final int GUARD_ATTEMPTS = 3;

  private final String name;
  private final Desk<R, T> desk;
  private final Equipment equipment;
  private final GroupQueue<R, T> queue;

  /**
   * A lane, empty.
   *
   * @param name of the lock, also used in log lines
   */
  Lane(String name, Desk<R, T> desk, Equipment equipment) {
    this.name = name;
    this.desk = desk;
    this.equipment = equipment;
    this.queue = new GroupQueue<>(name, equipment, this::serveGroup);
  }

  GroupQueue<R, T> queue() {
    return queue;
  }

  /** A part of a group that was committed by itself. */
  private record Part<R extends DeskRequest, T>(
      List<GroupEntry<R, T>> entries, CommittedGroup committed) {}

  private void serveGroup() {
    List<GroupEntry<R, T>> group = new ArrayList<>();
    List<Part<R, T>> parts = new ArrayList<>();
    try {
      equipment
          .lock()
          .holding(
              name,
              () -> {
                // After the lock: who arrived while it was waited for belongs to this group.
                group.addAll(queue.take());
                group.removeIf(entry -> desk.movesOn(entry, this));
                if (!group.isEmpty()) {
                  equipment.meters().grouped(group.size());
                  commitOrSplit(group, parts);
                }
              });
    } catch (LaneLock.LockUnavailableException e) {
      log.warn(
          "event=lock-unavailable lane={} waiting={} cause={}", name, queue.size(), e.getMessage());
      queue.answerAll(new Answer.LockUnavailable<>());
    } finally {
      parts.forEach(Lane::tell);
      // Nobody is left without an answer; for those who have one this does nothing.
      group.forEach(entry -> entry.tell(new Answer.Unavailable<>()));
    }
  }

  private void commitOrSplit(List<GroupEntry<R, T>> group, List<Part<R, T>> parts) {
    try {
      parts.add(commit(group));
    } catch (RuntimeException e) {
      if (DatabaseErrors.isAway(e) && !DatabaseErrors.isHeldUp(e)) {
        queue.answerAll(tellFailed(group, name, e));
      } else if (keys(group).size() > 1) {
        logSplit(group, e);
        desk.setApart(group);
        group.clear();
      } else {
        splitOneKey(group, parts, e);
      }
    }
  }

  private void splitOneKey(
      List<GroupEntry<R, T>> group, List<Part<R, T>> parts, RuntimeException e) {
    if (e instanceof GuardRefusedException) {
      group.forEach(entry -> entry.tell(new Answer.Busy<>()));
    } else if (!(e instanceof DataIntegrityViolationException)) {
      tellFailed(group, name, e);
    } else if (group.size() > 1) {
      logSplit(group, e);
      for (GroupEntry<R, T> one : group) {
        commitOrSplit(List.of(one), parts);
      }
    } else {
      commitAgain(group, parts);
    }
  }

  // Another lane or instance committed the same idempotency key in this instant: now it is known.
  private void commitAgain(List<GroupEntry<R, T>> one, List<Part<R, T>> parts) {
    try {
      parts.add(commit(one));
    } catch (RuntimeException e) {
      tellFailed(one, name, e);
    }
  }

  private Part<R, T> commit(List<GroupEntry<R, T>> group) {
    CommittedGroup committed = timedCommit(group);
    desk.learn(keys(group), committed.exhausted());
    committed.show().run();
    return new Part<>(group, committed);
  }

  private CommittedGroup timedCommit(List<GroupEntry<R, T>> group) {
    long start = equipment.ticker().getAsLong();
    try {
      return commitAtLast(group);
    } finally {
      equipment.meters().committed(equipment.ticker().getAsLong() - start);
    }
  }

  private CommittedGroup commitAtLast(List<GroupEntry<R, T>> group) {
    for (int attempt = 1; ; attempt++) {
      try {
        return desk.feature().commit(group);
      } catch (GuardRefusedException e) {
        log.warn("event=guard-refused lane={} size={} attempt={}", name, group.size(), attempt);
        if (attempt == GUARD_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static <R extends DeskRequest, T> void tell(Part<R, T> part) {
    part.entries().forEach(GroupEntry::tell);
    part.committed().announce().run();
  }

  private static Set<Long> keys(List<? extends GroupEntry<?, ?>> group) {
    return group.stream().map(entry -> entry.request().key()).collect(Collectors.toSet());
  }

  private void logSplit(List<GroupEntry<R, T>> group, RuntimeException cause) {
    log.warn("event=group-split lane={} size={} cause={}", name, group.size(), cause.toString());
  }

  /**
   * Answers a group that failed, with one line in the log.
   *
   * @return the answer
   */
  static <R extends DeskRequest, T> Answer<T> tellFailed(
      List<GroupEntry<R, T>> group, String lane, RuntimeException cause) {
    if (DatabaseErrors.isAway(cause)) {
      log.warn("event=group-failed lane={} size={} cause={}", lane, group.size(), cause.toString());
    } else {
      log.error("event=group-failed lane={} size={}", lane, group.size(), cause);
    }
    Answer<T> answer =
        DatabaseErrors.isDiskFull(cause) ? new Answer.DiskFull<>() : new Answer.Unavailable<>();
    group.forEach(entry -> entry.tell(answer));
    return answer;
  }
}
