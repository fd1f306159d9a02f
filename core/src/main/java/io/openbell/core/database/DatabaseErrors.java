package io.openbell.core.database;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ErrorTranslator;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionTimedOutException;

/** A database that cannot be reached or is overwhelmed is a 503, not an error of ours. */
public class DatabaseErrors implements ErrorTranslator {

  @Override
  public @Nullable ApiException translate(Throwable error) {
    if (isDiskFull(error)) {
      return diskFull();
    }
    return isAway(error) ? new ApiException(ApiCode.UNAVAILABLE) : null;
  }

  /** What a client is told who asks for something to be written that the disk has no room for. */
  public static ApiException diskFull() {
    return new ApiException(
        ApiCode.UNAVAILABLE,
        "The disk of the database is full or nearly full; ask again later, with the same"
            + " Idempotency-Key if there was one");
  }

  /** Whether the database says with this error that its disk took no more. */
  public static boolean isDiskFull(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && FullDisk.isReason(sql)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this error says that the database is away, not that the statement was wrong. */
  public static boolean isAway(Throwable error) {
    return error instanceof DataAccessResourceFailureException
        || error instanceof NonTransientDataAccessResourceException
        || error instanceof RecoverableDataAccessException
        || error instanceof TransientDataAccessException
        || error instanceof TransactionException
        || isDiskFull(error)
        || (error instanceof UncategorizedDataAccessException && isLoss(error));
  }

  /** Whether another transaction was in the way for too long, and the database is there. */
  public static boolean isHeldUp(Throwable error) {
    return error instanceof ConcurrencyFailureException
        || error instanceof QueryTimeoutException
        || error instanceof TransactionTimedOutException;
  }

  // Hibernate and Spring know no better word for a rollback on a lost connection.
  private static boolean isLoss(Throwable error) {
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        // Without a state it is not the database that speaks but the pool: connection is closed.
        return sql.getSQLState() == null || LostConnections.isLoss(sql);
      }
    }
    return false;
  }
}
