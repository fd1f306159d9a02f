package io.openbell.core.database;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Has H2 write what it commits before it says so. By itself it does within half a second, and the
 * setting is not kept in the file: whoever opens the database anew, after H2 has closed it because
 * it could not write, opens it with what is in their URL.
 *
 * <p>The setting is the database's, and a database that is opened anew has lost all its
 * connections. So it is enough that each connection sets it before it is used, whatever its URL
 * says and whoever opened the database.
 */
final class H2Commits {
  private static final String AT_ONCE = "SET WRITE_DELAY 0";

  private H2Commits() {}

  /** Does nothing where the pool is of another database. */
  static void areWrittenAtOnce(HikariDataSource pool) {
    String url = pool.getJdbcUrl();
    if (url != null && url.startsWith("jdbc:h2:")) {
      pool.setConnectionInitSql(last(pool.getConnectionInitSql()));
    }
  }

  // An operator's own statements do not undo it.
  private static String last(@Nullable String own) {
    return own == null ? AT_ONCE : own + "; " + AT_ONCE;
  }
}
