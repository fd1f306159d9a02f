package io.openbell.read;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The servers of this JVM's tests, with a database of our own that has the schema. */
public final class TestServers {
  public static final BackingServers SERVERS = SharedServers.get();
  public static final Map<String, String> SETTINGS;

  static {
    SERVERS.freshDatabase();
    SETTINGS = SERVERS.springProperties();
    Flyway.configure().dataSource(database()).load().migrate();
  }

  private TestServers() {}

  /**
   * The service beside that of the other tests, on ports of its own.
   *
   * @param more settings, {@code name=value}; one of them must be {@code
   *     spring.cache.jcache.config} with a URI that no other has: JCache keeps one manager for each
   */
  public static ConfigurableApplicationContext start(String... more) {
    List<String> settings = new ArrayList<>();
    SETTINGS.forEach((name, value) -> settings.add(name + "=" + value));
    settings.add("server.port=0");
    settings.add("management.server.port=0");
    settings.add("management.server.address=127.0.0.1");
    settings.add("spring.flyway.enabled=false");
    settings.addAll(List.of(more));
    return new SpringApplicationBuilder(ReadApiApplication.class, RunningReadApi.Doubles.class)
        .run(settings.stream().map(setting -> "--" + setting).toArray(String[]::new));
  }

  /** The HTTP API of such a service. */
  public static ReadApi apiOf(ConfigurableApplicationContext service) {
    return new ReadApi(
        Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port")));
  }

  /** The same database, past the service's pool and its counting. */
  public static DataSource database() {
    return new DriverManagerDataSource(
        SETTINGS.get("spring.datasource.url"),
        SETTINGS.get("spring.datasource.username"),
        SETTINGS.get("spring.datasource.password"));
  }
}
