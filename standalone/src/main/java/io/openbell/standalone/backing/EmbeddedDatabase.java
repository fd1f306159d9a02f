package io.openbell.standalone.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.h2.engine.SysProperties;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An H2 database server inside this process, on 127.0.0.1: several processes work on one database
 * over TCP. Committed data outlives a stop and a start, and in files also the death of the process.
 *
 * <p>Databases can only be made by this process, never over TCP: whoever may make an H2 database
 * may run code in its server.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  /** The only user. */
  public static final String USER = "sa";

  /** The password of {@link #USER}; the server listens on the loopback address only. */
  public static final String PASSWORD = "";

  /**
   * H2's own hook would close the databases while the services still write, and its default write
   * delay would lose the last half second of committed work when the process is killed.
   *
   * <p>Neither is kept in the file: H2 closes a database that it could not write (a full disk), and
   * whoever comes next opens it again with what stands in their URL. So this is part of every URL.
   */
  private static final String FILE_SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String LOOPBACK = "127.0.0.1";

  static {
    // Read once, when H2 is loaded.
    System.setProperty("h2.bindAddress", LOOPBACK);
  }

  private final @Nullable Path directory;

  /** The connection that keeps each database open; null while the server is stopped. */
  private final Map<String, @Nullable Connection> keepers = new LinkedHashMap<>();

  private int port;
  private @Nullable Server server;

  private EmbeddedDatabase(@Nullable Path directory, int port) {
    this.directory = directory == null ? null : directory.toAbsolutePath().normalize();
    this.port = port;
  }

  /**
   * A server of databases in files; nothing is started yet.
   *
   * @param directory where the files are; made if missing
   * @param port the port on 127.0.0.1, 0 for a free one picked at the first start
   * @return the server
   */
  public static EmbeddedDatabase inFiles(Path directory, int port) {
    return new EmbeddedDatabase(directory, port);
  }

  /**
   * A server of databases in memory, which live until {@link #close()}; nothing is started yet.
   *
   * @param port the port on 127.0.0.1, 0 for a free one picked at the first start
   * @return the server
   */
  public static EmbeddedDatabase inMemory(int port) {
    return new EmbeddedDatabase(null, port);
  }

  /**
   * Starts the server with the databases it had. Does nothing when it runs already.
   *
   * @throws BackingServerException when the port is taken or a database cannot be opened
   */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    if (!LOOPBACK.equals(SysProperties.BIND_ADDRESS)) {
      throw new BackingServerException(
          "H2 was loaded before its address was set: it would listen on all addresses. Set"
              + " -Dh2.bindAddress=127.0.0.1.");
    }
    if (port == 0) {
      port = LocalPort.free();
    }
    if (!LocalPort.isFree(port)) {
      throw new BackingServerException(
          "Port " + port + " for the database is taken by another program.");
    }
    try {
      for (Map.Entry<String, @Nullable Connection> keeper : keepers.entrySet()) {
        if (keeper.getValue() == null) {
          keeper.setValue(open(keeper.getKey()));
        }
      }
      server = listen().start();
    } catch (SQLException | IOException e) {
      throw new BackingServerException("The database could not be started: " + e.getMessage(), e);
    }
  }

  /**
   * Makes a database, or opens the one of that name whose file is there.
   *
   * @param name letters, digits and underscores
   * @return its JDBC URL for other processes
   * @throws BackingServerException when the server is down or the database cannot be opened
   */
  public synchronized String open(DatabaseName name) {
    if (server == null) {
      throw new BackingServerException("The database server is down.");
    }
    try {
      if (!keepers.containsKey(name.value())) {
        keepers.put(name.value(), open(name.value()));
      }
      return url(name.value());
    } catch (SQLException | IOException e) {
      throw new BackingServerException(
          "Database " + name.value() + " could not be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Stops the server. Connections break in the middle of what they do and their transactions are
   * rolled back; databases stay for the next start.
   */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    server.stop();
    server = null;
    if (directory != null) {
      shutDownDatabases();
    }
  }

  /** Stops the server; databases in memory are gone, those in files stay. */
  @Override
  public synchronized void close() {
    stop();
    shutDownDatabases();
    keepers.clear();
  }

  private Server listen() throws SQLException {
    String portText = Integer.toString(port);
    return directory == null
        ? Server.createTcpServer("-tcpPort", portText)
        : Server.createTcpServer("-tcpPort", portText, "-baseDir", directory.toString());
  }

  // A server that goes away while a connection is made or used must not be waited for for ever; but
  // for longer than a row lock.
  private String url(String name) {
    String path = directory == null ? "mem:" + name : "./" + name;
    return "jdbc:h2:tcp://"
        + LOOPBACK
        + ":"
        + port
        + "/"
        + path
        + ";LOCK_TIMEOUT=10000;NETWORK_TIMEOUT=15000"
        + (directory == null ? "" : FILE_SETTINGS);
  }

  private Connection open(String name) throws SQLException, IOException {
    if (directory == null) {
      return DriverManager.getConnection("jdbc:h2:mem:" + name, USER, PASSWORD);
    }
    Files.createDirectories(directory);
    return DriverManager.getConnection(
        "jdbc:h2:file:" + directory.resolve(name) + FILE_SETTINGS, USER, PASSWORD);
  }

  private void shutDownDatabases() {
    for (Map.Entry<String, @Nullable Connection> keeper : keepers.entrySet()) {
      Connection connection = keeper.getValue();
      if (connection != null) {
        keeper.setValue(null);
        shutDown(keeper.getKey(), connection);
      }
    }
  }

  // H2 has closed a database that it could not write. Somebody may have opened it again since, and
  // it is closed in order then. While it still cannot be written it stays as it is: what was
  // committed is in the file.
  private void shutDown(String name, Connection keeper) {
    try (keeper;
        Connection live = isOpen(keeper) ? keeper : open(name);
        Statement statement = live.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException | IOException e) {
      log.warn("event=database-not-closed database={} cause={}", name, e.getMessage());
    }
  }

  private static boolean isOpen(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }
}
