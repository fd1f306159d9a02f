package io.openbell.write.desk;

import java.util.List;

/**
 * What a feature brings to its desk: how a group is decided and made durable, in one transaction.
 *
 * @param <R> the feature's requests
 * @param <T> what it decides of one
 */
public interface GroupCommit<R extends DeskRequest, T> {

  /**
   * Decides these requests in their order and commits what was accepted. Every entry has its answer
   * when this returns. It may be called again with the same entries, all of them or some, after it
   * threw.
   *
   * @return what comes after the commit
   * @throws GuardRefusedException when somebody without the lock has changed the same rows since
   *     they were read; nothing is written, and the group is decided again on what is there now
   * @throws org.springframework.dao.DataIntegrityViolationException when a constraint refuses the
   *     group; nothing is written
   * @throws RuntimeException of the database; whether the commit took place may be unknown
   */
  CommittedGroup commit(List<GroupEntry<R, T>> group);

  /**
   * Answers those entries that repeat what was accepted before, and any others that need nothing
   * but to be looked up, without the lock.
   *
   * @return the others, in their order
   */
  List<GroupEntry<R, T>> replay(List<GroupEntry<R, T>> group);

  /** The decision about this request, when its key is sold out. */
  T exhausted(R request);
}
