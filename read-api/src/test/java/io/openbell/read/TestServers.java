package io.openbell.read;

import io.openbell.standalone.backing.BackingServers;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The servers of this JVM's tests, with a database of our own that has the schema. */
final class TestServers {
  static final BackingServers SERVERS = BackingServers.forTests();
  static final Map<String, String> SETTINGS;

  static {
    SERVERS.freshDatabase();
    SETTINGS = SERVERS.springProperties();
    Flyway.configure().dataSource(database()).load().migrate();
  }

  private TestServers() {}

  /** The same database, past the service's pool and its counting. */
  static DataSource database() {
    return new DriverManagerDataSource(
        SETTINGS.get("spring.datasource.url"),
        SETTINGS.get("spring.datasource.username"),
        SETTINGS.get("spring.datasource.password"));
  }
}
