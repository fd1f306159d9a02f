package io.openbell.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

/** The database that these Spring properties name, over plain JDBC. */
public final class Database {
  private final Map<String, String> settings;

  /** That of {@code spring.datasource.*}. */
  public Database(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Opens a connection. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), setting("username"), setting("password"));
  }

  /** Its JDBC URL. */
  public String url() {
    return setting("url");
  }

  private String setting(String name) {
    String key = "spring.datasource." + name;
    return Objects.requireNonNull(settings.get(key), key);
  }
}
