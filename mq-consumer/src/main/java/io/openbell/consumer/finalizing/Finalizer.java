package io.openbell.consumer.finalizing;

import io.openbell.core.invest.InvestResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves invest logs out of PENDING, each call in one transaction. A log leaves PENDING once, under
 * its row lock, so a call may be repeated and calls may overlap.
 *
 * <p>Locks are taken in one order everywhere: logs by id, user totals by product and user, products
 * by id. The product's row comes last, because the desk of write-api changes the same one.
 */
@Component
class Finalizer {
  private static final String LOCK =
      """
      select log_id, user_id, product_id, invest_amount, correlation_id, accepted_at,
             current_timestamp, invest_result
        from product_invest_log where log_id = any(?) order by log_id for update""";

  private static final String SUCCEED =
      """
      update product_invest_log
         set invest_result = 'SUCCESS', finalized_at = current_timestamp, publish_after = null
       where log_id = any(?) and invest_result = 'PENDING'""";

  private static final String ADD_TO_USER =
      """
      update product_invest_user
         set total_invest_amount = total_invest_amount + ?,
             last_invested_at = greatest(last_invested_at, ?)
       where product_id = ? and user_id = ?""";

  private static final String INSERT_USER =
      """
      insert into product_invest_user (total_invest_amount, last_invested_at, product_id, user_id)
      values (?, ?, ?, ?)""";

  private static final String ADD_TO_PRODUCT =
      """
      update product_invest_status
         set confirmed_amount = confirmed_amount + ?,
             investing_cnt = investing_cnt + ?,
             investing_status = case when confirmed_amount + ? = total_investing_amount
                                     then 'COMPLETE' else 'ONGOING' end,
             version = version + 1
       where product_id = ?""";

  private static final String FAIL =
      """
      update product_invest_log
         set invest_result = 'FAIL', fail_reason = ?, finalized_at = current_timestamp,
             publish_after = null
       where log_id = ? and invest_result = 'PENDING'""";

  private static final String RETURN_RESERVED =
      """
      update product_invest_status
         set reserved_amount = reserved_amount - ?, version = version + 1
       where product_id = ? and reserved_amount - ? >= confirmed_amount""";

  private static final String PROBE =
      """
      select count(*) from product_invest_log l
        join product_invest_user u on u.product_id = l.product_id
        join product_invest_status s on s.product_id = l.product_id
       where l.log_id = 0""";

  /** Ids per statement: H2 compares each row with each of them. */
  private static final int IDS_AT_ONCE = 500;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final FinalizeMeters meters;

  Finalizer(JdbcTemplate jdbc, PlatformTransactionManager transactions, FinalizeMeters meters) {
    this.jdbc = jdbc;
    this.meters = meters;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Finalizes those of these logs that are PENDING: all of them or, with an exception, none. A row
   * that is another investment than the one that was named is left alone.
   *
   * @throws RuntimeException what {@link FailureKind} explains
   */
  Finalized finalizeAll(Collection<NamedLog> names) {
    TreeMap<Long, List<NamedLog>> byId =
        names.stream()
            .collect(Collectors.groupingBy(NamedLog::logId, TreeMap::new, Collectors.toList()));
    long start = System.nanoTime();
    Finalized done = Objects.requireNonNull(transaction.execute(status -> finalizePending(byId)));
    meters.committed(done, Duration.ofNanos(System.nanoTime() - start));
    return done;
  }

  /**
   * Gives up one log and puts its amount back on offer.
   *
   * @param reason short and without internals: the investor reads it
   * @return the product whose figures changed; empty when the log had left PENDING before
   * @throws RuntimeException what {@link FailureKind} explains; nothing is changed then
   */
  OptionalLong fail(NamedLog name, String reason) {
    OptionalLong product =
        Objects.requireNonNull(transaction.execute(status -> failPending(name, reason)));
    if (product.isPresent()) {
      meters.failed();
    } else {
      meters.skipped();
    }
    return product;
  }

  /** Whether the database can be asked for what finalizing needs. */
  boolean databaseAnswers() {
    try {
      jdbc.queryForObject(PROBE, Long.class);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Finalized finalizePending(TreeMap<Long, List<NamedLog>> names) {
    TreeSet<Long> unknown = new TreeSet<>(names.keySet());
    Map<NamedLog, List<String>> others = new HashMap<>();
    List<AcceptedLog> named = new ArrayList<>();
    for (AcceptedLog row : lock(List.copyOf(names.keySet()))) {
      unknown.remove(row.logId());
      if (isNamed(row, Objects.requireNonNull(names.get(row.logId())), others)) {
        named.add(row);
      }
    }
    List<AcceptedLog> pending =
        named.stream().filter(log -> log.result().mayBecome(InvestResult.SUCCESS)).toList();
    if (!pending.isEmpty()) {
      for (List<Long> some : inChunks(pending.stream().map(AcceptedLog::logId).toList())) {
        require(jdbc.update(SUCCEED, bigints(some)), some.size(), "logs");
      }
      Totals totals = Totals.of(pending);
      Map<Long, Long> newInvestors = addToUsers(totals.users());
      addToProducts(totals.products(), newInvestors);
    }
    Set<Long> products =
        named.stream().map(AcceptedLog::productId).collect(Collectors.toCollection(TreeSet::new));
    List<Duration> ages = pending.stream().map(AcceptedLog::age).toList();
    return new Finalized(ages, named.size() - pending.size(), unknown, others, products);
  }

  // One message of a batch may mean this row, and another one a row that was lost.
  private static boolean isNamed(
      AcceptedLog row, List<NamedLog> names, Map<NamedLog, List<String>> others) {
    boolean named = false;
    for (NamedLog name : names) {
      List<String> differences = name.differencesFrom(row);
      if (differences.isEmpty()) {
        named = true;
      } else {
        others.put(name, differences);
      }
    }
    return named;
  }

  private List<AcceptedLog> lock(List<Long> sortedIds) {
    List<AcceptedLog> logs = new ArrayList<>();
    for (List<Long> some : inChunks(sortedIds)) {
      logs.addAll(jdbc.query(LOCK, bigints(some), (row, n) -> acceptedLog(row)));
    }
    return logs;
  }

  private static AcceptedLog acceptedLog(ResultSet row) throws SQLException {
    OffsetDateTime acceptedAt = row.getObject(6, OffsetDateTime.class);
    return new AcceptedLog(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        acceptedAt,
        Duration.between(acceptedAt, row.getObject(7, OffsetDateTime.class)),
        InvestResult.valueOf(row.getString(8)));
  }

  private static List<List<Long>> inChunks(List<Long> ids) {
    List<List<Long>> chunks = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      chunks.add(ids.subList(from, Math.min(from + IDS_AT_ONCE, ids.size())));
    }
    return chunks;
  }

  /**
   * Adds to the totals that are there and inserts the others. When another consumer inserts the
   * same one first, this transaction fails with a duplicate key and is repeated.
   *
   * @return number of new investors per product
   */
  private Map<Long, Long> addToUsers(List<Totals.UserShare> users) {
    int[] updated = jdbc.batchUpdate(ADD_TO_USER, users.stream().map(Finalizer::userRow).toList());
    List<Object[]> missing = new ArrayList<>();
    Map<Long, Long> newInvestors = new TreeMap<>();
    for (int i = 0; i < updated.length; i++) {
      Totals.UserShare user = users.get(i);
      if (updated[i] == 0) {
        missing.add(userRow(user));
        newInvestors.merge(user.productId(), 1L, Math::addExact);
      } else {
        require(updated[i], 1, "user total");
      }
    }
    if (!missing.isEmpty()) {
      jdbc.batchUpdate(INSERT_USER, missing);
    }
    return newInvestors;
  }

  private static Object[] userRow(Totals.UserShare user) {
    return new Object[] {user.amount(), user.lastInvestedAt(), user.productId(), user.userId()};
  }

  private void addToProducts(List<Totals.ProductShare> products, Map<Long, Long> newInvestors) {
    List<Object[]> rows =
        products.stream()
            .map(
                product ->
                    new Object[] {
                      product.amount(),
                      newInvestors.getOrDefault(product.productId(), 0L),
                      product.amount(),
                      product.productId()
                    })
            .toList();
    int[] updated = jdbc.batchUpdate(ADD_TO_PRODUCT, rows);
    Arrays.stream(updated).forEach(count -> require(count, 1, "product status"));
  }

  private OptionalLong failPending(NamedLog name, String reason) {
    AcceptedLog log =
        lock(List.of(name.logId())).stream()
            .filter(row -> name.differencesFrom(row).isEmpty())
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("the log is gone, or is another investment now"));
    if (!log.result().mayBecome(InvestResult.FAIL)) {
      return OptionalLong.empty();
    }
    require(jdbc.update(FAIL, reason, log.logId()), 1, "log");
    int returned = jdbc.update(RETURN_RESERVED, log.amount(), log.productId(), log.amount());
    require(returned, 1, "product status");
    return OptionalLong.of(log.productId());
  }

  private static PreparedStatementSetter bigints(Collection<Long> values) {
    Object[] array = values.toArray();
    return statement ->
        statement.setArray(1, statement.getConnection().createArrayOf("bigint", array));
  }

  private static void require(int changed, int expected, String what) {
    if (changed != expected) {
      throw new IllegalStateException(
          what + ": " + changed + " rows changed instead of " + expected);
    }
  }
}
