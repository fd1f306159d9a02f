package io.openbell.testkit.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.openbell.standalone.backing.DatabaseName;
import io.openbell.standalone.backing.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The database on a disk that is really full, again and again: H2 closes it each time. */
@EnabledIf("io.openbell.testkit.backing.SmallDisk#canBeMade")
class EmbeddedFullDiskIT {
  private static final int WRITERS = 4;
  private static final int FULL_TIMES = 5;
  private static final int ROWS = 20;

  private final DatabaseName name = new DatabaseName("openbell");
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean enough;
  private SmallDisk disk;
  private EmbeddedDatabase database;
  private String url;

  @BeforeEach
  void start() throws SQLException {
    disk = SmallDisk.of(64);
    database = EmbeddedDatabase.inFiles(disk.directory().resolve("data"), 0);
    database.start();
    url = database.open(name);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table bell (id bigint auto_increment primary key, investor varchar)");
    }
  }

  @AfterEach
  void takeTheDiskAway() {
    enough = true;
    database.close();
    disk.close();
  }

  @Test
  void whatWasCommittedIsInTheFileHoweverOftenTheDatabaseWasClosed() throws Exception {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    for (int i = 0; i < WRITERS; i++) {
      writers.add(CompletableFuture.runAsync(this::writeOnAndOn, threads));
    }
    for (int i = 0; i < FULL_TIMES; i++) {
      awaitMore(committed);
      disk.fill();
      awaitMore(failed);
      disk.free();
    }
    awaitMore(committed);
    enough = true;
    writers.forEach(CompletableFuture::join);
    threads.shutdown();

    database.stop();
    database.start();

    assertThat(rows()).isGreaterThanOrEqualTo(committed.get());
  }

  @Test
  void aDatabaseThatCannotBeWrittenCanStillBeStoppedAndStartedWhenThereIsRoom() {
    disk.fill();
    Awaitility.await().until(() -> !write());
    assertThatCode(database::stop).doesNotThrowAnyException();

    disk.free();
    database.start();

    assertThat(write()).isTrue();
  }

  private void writeOnAndOn() {
    while (!enough) {
      if (!write()) {
        failed.incrementAndGet();
      }
    }
  }

  // One transaction after the other on a connection of its own, until one fails.
  private boolean write() {
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement("insert into bell (investor) values (?)")) {
      connection.setAutoCommit(false);
      for (int transaction = 0; transaction < 100 && !enough; transaction++) {
        for (int row = 0; row < ROWS; row++) {
          insert.setString(1, "user" + row);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        committed.addAndGet(ROWS);
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void awaitMore(AtomicLong counter) {
    long before = counter.get();
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> counter.get() > before + 100);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
  }

  private long rows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from bell")) {
      result.next();
      return result.getLong(1);
    }
  }
}
