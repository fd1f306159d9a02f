package io.openbell.bench;

import io.openbell.testkit.audit.Books;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The database's side of a run: products to invest in, and what became of the investments. */
final class Bookkeeping {
  private static final long PLENTY = 1_000_000_000_000L;

  private final Map<String, String> settings;
  private final Books database;

  Bookkeeping(Map<String, String> settings) {
    this.settings = new HashMap<>(settings);
    // What is looked at here takes longer than a service waits for H2.
    this.settings.computeIfPresent(
        "spring.datasource.url", (name, url) -> url.replaceFirst(";NETWORK_TIMEOUT=\\d+", ""));
    this.database = new Books(this.settings);
  }

  /** Empties the tables and makes open products, with more to sell than any run can buy. */
  List<Long> freshProducts(int count) {
    return freshProducts(count, PLENTY);
  }

  List<Long> freshProducts(int count, long total) {
    if (isPostgres()) {
      execute(
          "truncate table product_invest_log, product_invest_user, product_invest_status, product");
    } else {
      // First what an investment needs: some of the last run's are still on their way.
      execute("delete from product_invest_status");
      execute("truncate table product_invest_log");
      execute("delete from product_invest_user");
      execute("delete from product");
    }
    return moreProducts(count, total);
  }

  List<Long> moreProducts(int count) {
    return moreProducts(count, PLENTY);
  }

  private List<Long> moreProducts(int count, long total) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      execute(
          "insert into product (title, total_investing_amount, started_at, finished_at, created_at)"
              + " values ('bench', "
              + total
              + ", current_timestamp - interval '1' day, current_timestamp + interval '1' day,"
              + " current_timestamp)");
      long id = database.number("select max(product_id) from product where title = 'bench'");
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

  /** The shop's tables of the same database. */
  ShopBookkeeping shop() {
    return new ShopBookkeeping(database, isPostgres());
  }

  boolean isPostgres() {
    return Objects.requireNonNull(settings.get("spring.datasource.url")).contains("postgresql");
  }

  void execute(String sql) {
    database.execute(sql);
  }

  /** Investments accepted so far. */
  long accepted() {
    return database.number("select count(*) from product_invest_log");
  }

  /** Accepted in these products; every investment is of 1 won. */
  long accepted(List<Long> products) {
    return database.number(
        "select coalesce(sum(reserved_amount), 0) from product_invest_status where product_id in "
            + list(products));
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
  double finalizeP99(List<Long> products) {
    return database.number(
        "select coalesce(percentile_cont(0.99) within group"
            + " (order by extract(epoch from (finalized_at - accepted_at)) * 1000), 0)"
            + " from product_invest_log where product_id in "
            + list(products));
  }

  /** Finalized per second, between the first and the last that was. */
  double finalizeRate(List<Long> products) {
    return database.number(
        "select count(*) / greatest(extract(epoch from (max(finalized_at) - min(finalized_at))),"
            + " 0.001) from product_invest_log where product_id in "
            + list(products));
  }

  private static String list(List<Long> ids) {
    return "(" + ids.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
  }

  /**
   * Finalized investments of others; PostgreSQL only.
   *
   * @param user SQL of the user's id by the number {@code g}, from 1
   */
  void seed(long product, int count, String user) {
    execute(
        """
        insert into product_invest_log (log_id, user_id, product_id, invest_amount, invest_result,
            correlation_id, accepted_at, finalized_at)
          select -%1$d * 10000000 - g, %2$s, %1$d, 1, 'SUCCESS', 'seed',
              now() - interval '1 day' + g * interval '1 millisecond', now()
            from generate_series(1, %3$d) g"""
            .formatted(product, user, count));
    execute(
        """
        insert into product_invest_user (user_id, product_id, total_invest_amount, last_invested_at)
          select user_id, product_id, sum(invest_amount), max(accepted_at)
            from product_invest_log where product_id = %d group by user_id, product_id"""
            .formatted(product));
    execute(
        """
        update product_invest_status
           set reserved_amount = %2$d, confirmed_amount = %2$d, investing_cnt =
               (select count(*) from product_invest_user where product_id = %1$d)
         where product_id = %1$d"""
            .formatted(product, count));
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

  /** How PostgreSQL answers a query, and what that took. */
  String plan(String sql) {
    return database.rows("explain (analyze, buffers, costs off) " + sql).stream()
        .map(row -> String.valueOf(row.get(0)))
        .collect(Collectors.joining("\n"));
  }
}
