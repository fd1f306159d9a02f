package io.openbell.bench;

import io.openbell.e2e.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** The database's side of a run: products to invest in, and what became of the investments. */
final class Bookkeeping {
  private static final long PLENTY = 1_000_000_000_000L;

  private final Map<String, String> settings;
  private final Database database;

  Bookkeeping(Map<String, String> settings) {
    this.settings = settings;
    this.database = new Database(settings);
  }

  /** Empties the tables and makes open products, with more to sell than any run can buy. */
  List<Long> freshProducts(int count) {
    return freshProducts(count, PLENTY);
  }

  List<Long> freshProducts(int count, long total) {
    execute(
        "truncate table product_invest_log"
            + (isPostgres() ? ", product_invest_user, product_invest_status, product" : ""));
    if (!isPostgres()) {
      execute("delete from product_invest_user");
      execute("delete from product_invest_status");
      execute("delete from product");
    }
    return moreProducts(count, total);
  }

  List<Long> moreProducts(int count, long total) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      execute(
          "insert into product (title, total_investing_amount, started_at, finished_at, created_at)"
              + " values ('bench', "
              + total
              + ", current_timestamp - interval '1' day, current_timestamp + interval '1' day,"
              + " current_timestamp)");
      long id = database.number("select max(product_id) from product");
      execute(
          "insert into product_invest_status (product_id, total_investing_amount) values ("
              + id
              + ", "
              + total
              + ")");
      ids.add(id);
    }
    return ids;
  }

  boolean isPostgres() {
    return Objects.requireNonNull(settings.get("spring.datasource.url")).contains("postgresql");
  }

  void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                settings.get("spring.datasource.url"),
                settings.get("spring.datasource.username"),
                settings.get("spring.datasource.password"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long accepted() {
    return database.number("select count(*) from product_invest_log");
  }

  /** Waits until nothing is PENDING; how long that took, in seconds. */
  double drain() {
    long start = System.nanoTime();
    Awaitility.await("everything is finalized")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> database.pending() == 0);
    return (System.nanoTime() - start) / 1e9;
  }

  /** The 99th percentile of the time from accepted to finalized, in milliseconds. */
  double finalizeP99() {
    return database.number(
        "select coalesce(percentile_cont(0.99) within group"
            + " (order by extract(epoch from (finalized_at - accepted_at)) * 1000), 0)"
            + " from product_invest_log");
  }

  /** Finalized per second, between the first and the last that was. */
  double finalizeRate() {
    return database.number(
        "select count(*) / greatest(extract(epoch from (max(finalized_at) - min(finalized_at))),"
            + " 0.001) from product_invest_log");
  }

  /** I1, I3, I4. */
  void check() {
    database.assertInvariants();
  }

  /** All commits of this database so far; PostgreSQL only. */
  long commits() {
    return database.number(
        "select xact_commit from pg_stat_database where datname = current_database()");
  }

  List<List<Object>> rows(String sql) {
    return database.rows(sql);
  }
}
