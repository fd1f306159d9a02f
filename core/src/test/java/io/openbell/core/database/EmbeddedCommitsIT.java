package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.openbell.standalone.backing.DatabaseName;
import io.openbell.standalone.backing.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** The embedded database loses nothing it has committed, however it was closed and opened again. */
class EmbeddedCommitsIT {
  private static final int CLOSED_TIMES = 20;
  private static final BeanPostProcessor SAFE = DatabaseConfiguration.poolsAreMadeSafe();

  @TempDir Path directory;
  private EmbeddedDatabase database;
  private String url;

  @BeforeEach
  void start() throws SQLException {
    database = EmbeddedDatabase.inFiles(directory, 0);
    database.start();
    url = database.open(new DatabaseName("openbell"));
    try (Connection connection = connect(url)) {
      run(connection, "create table bell (id bigint primary key)");
    }
  }

  @AfterEach
  void stop() {
    database.close();
  }

  /** What an operator may have written, or what was documented before. */
  private String bare() {
    return url.substring(0, url.indexOf(';'));
  }

  @Test
  void whoeverUsesTheUrlThatIsHandedOutHasCommitsInTheFile() throws Exception {
    for (int i = 0; i < CLOSED_TIMES; i++) {
      try (Connection connection = connect(url)) {
        run(connection, "insert into bell values (" + i + ")");
        closeWithoutWriting(connection);
      }
    }
    assertThat(bells()).isEqualTo(CLOSED_TIMES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";WRITE_DELAY=500"})
  void aServiceHasItsCommitsInTheFileWhateverItsUrlSaysAndWhoeverOpenedTheDatabase(String settings)
      throws Exception {
    for (int i = 0; i < CLOSED_TIMES; i++) {
      try (Connection whoever = connect(bare() + settings);
          HikariDataSource pool = pool(settings);
          Connection connection = pool.getConnection()) {
        run(connection, "insert into bell values (" + i + ")");
        closeWithoutWriting(whoever);
      }
    }
    assertThat(bells()).isEqualTo(CLOSED_TIMES);
  }

  @Test
  void anOperatorsOwnFirstStatementIsRunAndDoesNotUndoIt() throws Exception {
    try (HikariDataSource pool = pool("")) {
      pool.setConnectionInitSql("SET WRITE_DELAY 500; insert into bell values (1)");
      SAFE.postProcessBeforeInitialization(pool, "dataSource");
      try (Connection whoever = connect(bare());
          Connection connection = pool.getConnection()) {
        assertThat(bells()).isEqualTo(1);
        run(connection, "insert into bell values (2)");
        closeWithoutWriting(whoever);
      }
    }
    assertThat(bells()).isEqualTo(2);
  }

  @Test
  void anotherDatabaseIsNotAskedToDoSo() {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl("jdbc:postgresql://localhost/openbell");
      SAFE.postProcessBeforeInitialization(pool, "dataSource");
      assertThat(pool.getConnectionInitSql()).isNull();
    }
  }

  private HikariDataSource pool(String settings) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(bare() + settings);
    pool.setUsername(EmbeddedDatabase.USER);
    pool.setPassword(EmbeddedDatabase.PASSWORD);
    pool.setMaximumPoolSize(1);
    SAFE.postProcessBeforeInitialization(pool, "dataSource");
    return pool;
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As H2 itself does when it could not write. */
  private static void closeWithoutWriting(Connection connection) throws SQLException {
    run(connection, "SHUTDOWN IMMEDIATELY");
  }

  private long bells() throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from bell")) {
      result.next();
      return result.getLong(1);
    }
  }
}
