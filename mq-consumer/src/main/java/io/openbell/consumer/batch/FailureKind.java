package io.openbell.consumer.batch;

import io.openbell.core.database.DatabaseErrors;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** Why a transaction failed, as far as it decides what to do next. */
enum FailureKind {
  /** The database is away, or another transaction was in the way: it will work some time. */
  AWAY,
  /** Another consumer inserted the same row first: it will work at once. */
  RACE,
  /** A constraint refuses what we write: it will never work. */
  REFUSED,
  /** None of these: a bug, or a state nobody thought of. */
  UNEXPLAINED;

  static FailureKind of(RuntimeException error) {
    if (error instanceof DuplicateKeyException) {
      return RACE;
    }
    if (error instanceof DataIntegrityViolationException) {
      return REFUSED;
    }
    return DatabaseErrors.isAway(error) ? AWAY : UNEXPLAINED;
  }
}
