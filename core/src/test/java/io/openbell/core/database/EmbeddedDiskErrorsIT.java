package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.openbell.standalone.backing.DatabaseName;
import io.openbell.standalone.backing.EmbeddedDatabase;
import io.openbell.testkit.backing.SmallDisk;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is said of errors as the embedded database makes them on a disk that is really full. */
@EnabledIf("io.openbell.testkit.backing.SmallDisk#canBeMade")
class EmbeddedDiskErrorsIT {

  @Test
  void whoCannotWriteHearsThatTheDiskIsFullAndCanWhenThereIsRoom() {
    try (SmallDisk disk = SmallDisk.of(24);
        EmbeddedDatabase database = EmbeddedDatabase.inFiles(disk.directory(), 0)) {
      database.start();
      try (HikariDataSource pool = pool(database.open(new DatabaseName("openbell")))) {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        jdbc.execute("create table bell (id bigint auto_increment primary key, text varchar)");
        disk.fill();
        List<RuntimeException> errors = new ArrayList<>();
        while (errors.size() < 3) {
          try {
            transaction.executeWithoutResult(
                status -> jdbc.update("insert into bell (text) values (?)", "x".repeat(10_000)));
          } catch (RuntimeException e) {
            errors.add(e);
          }
        }
        assertThat(errors).allMatch(DatabaseErrors::isAway);
        assertThat(errors).anyMatch(DatabaseErrors::isDiskFull);

        disk.free();
        Awaitility.await()
            .ignoreExceptions()
            .until(() -> jdbc.update("insert into bell (text) values ('room')") == 1);
      }
    }
  }

  private static HikariDataSource pool(String url) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setUsername(EmbeddedDatabase.USER);
    pool.setPassword(EmbeddedDatabase.PASSWORD);
    pool.setConnectionTimeout(1_000);
    DatabaseConfiguration.poolsAreMadeSafe().postProcessBeforeInitialization(pool, "dataSource");
    return pool;
  }
}
