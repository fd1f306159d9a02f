package io.openbell.consumer.invest;

import io.openbell.consumer.batch.Finalized;
import io.openbell.consumer.batch.Finalizing;
import io.openbell.consumer.batch.Misfit;
import io.openbell.consumer.batch.OneLine;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.Route;
import io.openbell.core.broker.UnreadableMessageException;
import io.openbell.core.invest.InvestResult;
import io.openbell.core.product.UnlistedProducts;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
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
class Finalizer implements Finalizing<NamedLog> {
  /** Shown to the investor whose log can never be finalized. */
  static final String CONSTRAINT_VIOLATED = "CONSTRAINT_VIOLATED";

  private static final Logger log = LoggerFactory.getLogger(Finalizer.class);

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
  private final FiguresUpdate figures;

  Finalizer(JdbcTemplate jdbc, PlatformTransactionManager transactions, FiguresUpdate figures) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.figures = figures;
  }

  @Override
  public Route route() {
    return BrokerTopology.INVESTMENTS;
  }

  @Override
  public List<NamedLog> read(Message message) throws UnreadableMessageException {
    return NamedLog.allOf(MessageCodec.decode(message, InvestmentsAccepted.class));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A row that is another investment than the one that was named is left alone.
   */
  @Override
  public Finalized<NamedLog> finalizeAll(Collection<NamedLog> names) {
    TreeMap<Long, List<NamedLog>> byId =
        names.stream()
            .collect(Collectors.groupingBy(NamedLog::logId, TreeMap::new, Collectors.toList()));
    return Objects.requireNonNull(transaction.execute(status -> finalizePending(byId)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The amount goes back on offer, and the investor reads {@link #CONSTRAINT_VIOLATED}.
   */
  @Override
  public boolean fail(NamedLog name, RuntimeException cause) {
    boolean isFailed =
        Objects.requireNonNull(
            transaction.execute(status -> failPending(name, CONSTRAINT_VIOLATED)));
    if (isFailed) {
      log.warn(
          "event=investment-failed log={} reason={} cause={}",
          name.logId(),
          CONSTRAINT_VIOLATED,
          OneLine.of(cause));
    }
    return isFailed;
  }

  @Override
  public boolean databaseAnswers() {
    try {
      jdbc.queryForObject(PROBE, Long.class);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public void show(Collection<NamedLog> names) {
    figures.show(
        names.stream()
            .map(name -> name.investment().productId())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private Finalized<NamedLog> finalizePending(TreeMap<Long, List<NamedLog>> names) {
    Map<NamedLog, Misfit> misfits = new HashMap<>();
    List<AcceptedLog> named = new ArrayList<>();
    Set<Long> unknown = new TreeSet<>(names.keySet());
    for (AcceptedLog row : lock(List.copyOf(names.keySet()))) {
      unknown.remove(row.logId());
      if (isNamed(row, namesOf(row.logId(), names), misfits)) {
        named.add(row);
      }
    }
    for (long logId : unknown) {
      namesOf(logId, names)
          .forEach(name -> misfit(name, "unknown logs", String.valueOf(logId), misfits));
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
    List<Duration> ages = pending.stream().map(AcceptedLog::age).toList();
    return new Finalized<>(ages, named.size() - pending.size(), misfits);
  }

  private static List<NamedLog> namesOf(long logId, TreeMap<Long, List<NamedLog>> names) {
    return Objects.requireNonNull(names.get(logId));
  }

  // One message of a batch may mean this row, and another one a row that was lost.
  private static boolean isNamed(
      AcceptedLog row, List<NamedLog> names, Map<NamedLog, Misfit> misfits) {
    boolean named = false;
    for (NamedLog name : names) {
      List<String> differences = name.differencesFrom(row);
      if (differences.isEmpty()) {
        named = true;
      } else {
        misfit(
            name,
            "logs are other investments now, given these ids by an older database",
            name.logId() + " by " + String.join(" and ", differences),
            misfits);
      }
    }
    return named;
  }

  private static void misfit(
      NamedLog name, String text, String detail, Map<NamedLog, Misfit> misfits) {
    // A warm-up removes its investments, be they finalized or not.
    if (!UnlistedProducts.contain(name.investment().productId())) {
      misfits.put(name, new Misfit(text, detail));
    }
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

  private boolean failPending(NamedLog name, String reason) {
    AcceptedLog row =
        lock(List.of(name.logId())).stream()
            .filter(found -> name.differencesFrom(found).isEmpty())
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("the log is gone, or is another investment now"));
    if (!row.result().mayBecome(InvestResult.FAIL)) {
      return false;
    }
    require(jdbc.update(FAIL, reason, row.logId()), 1, "log");
    int returned = jdbc.update(RETURN_RESERVED, row.amount(), row.productId(), row.amount());
    require(returned, 1, "product status");
    return true;
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
