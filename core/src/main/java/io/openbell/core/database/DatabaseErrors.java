package io.openbell.core.database;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ErrorTranslator;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.transaction.TransactionException;

/** A database that cannot be reached or is overwhelmed is a 503, not an error of ours. */
public class DatabaseErrors implements ErrorTranslator {

  @Override
  public @Nullable ApiException translate(Throwable error) {
    return isAway(error)
        ? new ApiException(ApiCode.UNAVAILABLE, "The service is not available now, ask again")
        : null;
  }

  /** Whether this error says that the database is away, not that the statement was wrong. */
  public static boolean isAway(Throwable error) {
    return error instanceof DataAccessResourceFailureException
        || error instanceof NonTransientDataAccessResourceException
        || error instanceof RecoverableDataAccessException
        || error instanceof TransientDataAccessException
        || error instanceof TransactionException
        || (error instanceof UncategorizedDataAccessException && isLoss(error));
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
