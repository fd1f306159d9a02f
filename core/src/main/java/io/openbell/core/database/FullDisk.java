package io.openbell.core.database;

import java.sql.SQLException;

/** Knows by which errors a database says that its disk took no more. */
final class FullDisk {
  private static final String POSTGRESQL = "53100";

  /** H2 has no state of its own for it, and its driver passes on the message only. */
  private static final String H2_STATE = "HY000";

  private static final String H2_MESSAGE = "MVStoreException: Writing to ";

  private FullDisk() {}

  static boolean isReason(SQLException error) {
    String state = error.getSQLState();
    String message = error.getMessage();
    return POSTGRESQL.equals(state)
        || (H2_STATE.equals(state) && message != null && message.contains(H2_MESSAGE));
  }
}
