package io.openbell.standalone;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to the launcher's own database. */
@FunctionalInterface
interface Database {
  Connection connect() throws SQLException;
}
