package io.openbell.core.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Tells the pool which errors mean that a connection is dead. {@link DatabaseConfiguration} sets it
 * for every pool that has no {@code exception-override-class-name} of its own.
 *
 * <p>By itself the pool goes by standard SQL states. H2 has its own for a connection whose server
 * went away, so the pool would hand out dead connections again; and since it does not validate one
 * used within the last half second, whoever retries faster would never get another.
 */
final class LostConnections implements SQLExceptionOverride {
  /** H2: connection broken, database closed, database closing. Others of its 90... are mistakes. */
  private static final Set<String> H2_LOST = Set.of("90067", "90098", "90121");

  @java.lang.Override
  public Override adjudicate(SQLException error) {
    return isLoss(error) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }

  /** Whether the connection this error came from is of no use any more. */
  static boolean isLoss(SQLException error) {
    String state = error.getSQLState();
    return error instanceof SQLNonTransientConnectionException
        || error instanceof SQLTransientConnectionException
        || error instanceof SQLRecoverableException
        || (state != null && (state.startsWith("08") || H2_LOST.contains(state)));
  }
}
