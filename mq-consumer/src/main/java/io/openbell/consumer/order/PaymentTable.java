package io.openbell.consumer.order;

import io.openbell.core.order.OrderStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.stereotype.Repository;

/**
 * The statements on payments, orders, items and points. Those that change something throw when a
 * row is not as it must be.
 */
@Repository
class PaymentTable {
  private static final String OURSELVES = "openbell";

  /** Named for the reason, which may be null; without, the driver is asked for it. */
  private static final int[] TRANSITION_TYPES = {
    SqlTypeValue.TYPE_UNKNOWN, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR
  };

  /** Values per statement: H2 compares each row with each of them. */
  private static final int VALUES_AT_ONCE = 500;

  private static final String PROBE =
      """
      select count(*) from payment p
        join shop_order o on o.order_id = p.order_id
        join order_line l on l.order_id = o.order_id
        join item i on i.item_id = l.item_id
        join point_account a on a.user_id = p.user_id
        join point_lot t on t.user_id = a.user_id
       where p.payment_id = cast('00000000-0000-0000-0000-000000000000' as uuid)""";

  private final JdbcTemplate jdbc;

  PaymentTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Asks for what finalizing needs. */
  void probe() {
    jdbc.queryForObject(PROBE, Long.class);
  }

  /** These payments; those that do not exist are left out. Nothing is locked. */
  List<AcceptedPayment> find(Collection<UUID> paymentIds) {
    return query(
        """
        select payment_id, order_id, user_id, amount, correlation_id, accepted_at,
               current_timestamp, result
          from payment where payment_id = any(?)""",
        "uuid",
        paymentIds,
        (row, n) -> payment(row));
  }

  private static AcceptedPayment payment(ResultSet row) throws SQLException {
    OffsetDateTime acceptedAt = row.getObject(6, OffsetDateTime.class);
    return new AcceptedPayment(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        acceptedAt.toInstant(),
        Duration.between(acceptedAt, row.getObject(7, OffsetDateTime.class)),
        row.getString(8).equals("PENDING"));
  }

  private record Quantity(long itemId, long quantity) {}

  /** How many of each item these orders have. Their lines never change. */
  SortedMap<Long, Long> quantities(Collection<UUID> orderIds) {
    SortedMap<Long, Long> quantities = new TreeMap<>();
    query(
            """
            select item_id, sum(quantity) from order_line
             where order_id = any(?) group by item_id""",
            "uuid",
            orderIds,
            (row, n) -> new Quantity(row.getLong(1), row.getLong(2)))
        .forEach(one -> quantities.merge(one.itemId(), one.quantity(), Math::addExact));
    return quantities;
  }

  /**
   * Writes down that the orders of these payments leave PAYING.
   *
   * @throws org.springframework.dao.DuplicateKeyException when somebody else has just done the same
   */
  void insertTransitions(
      Collection<AcceptedPayment> payments, OrderStatus to, @Nullable String reason) {
    jdbc.batchUpdate(
        """
        insert into order_transition (order_id, to_status, from_status, created_at, actor, reason,
            correlation_id)
          values (?, ?, 'PAYING', current_timestamp, ?, ?, ?)""",
        payments.stream()
            .map(
                payment ->
                    new Object[] {
                      payment.orderId(), to.name(), OURSELVES, reason, payment.correlationId()
                    })
            .toList(),
        TRANSITION_TYPES);
  }

  /** What was reserved is sold. Rows are locked in the map's order. */
  void sell(SortedMap<Long, Long> quantities) {
    changeEach(
        "items",
        """
        update item set reserved = reserved - ?, sold = sold + ?, version = version + 1
         where item_id = ? and reserved >= ?""",
        quantities.entrySet().stream()
            .map(
                item ->
                    new Object[] {item.getValue(), item.getValue(), item.getKey(), item.getValue()})
            .toList());
  }

  /** What was reserved is on sale again. Rows are locked in the map's order. */
  void giveBack(SortedMap<Long, Long> quantities) {
    changeEach(
        "items",
        """
        update item set reserved = reserved - ?, version = version + 1
         where item_id = ? and reserved >= ?""",
        quantities.entrySet().stream()
            .map(item -> new Object[] {item.getValue(), item.getKey(), item.getValue()})
            .toList());
  }

  /**
   * Takes payments from what is booked of their users: a change of the account for each of them.
   * Rows are locked in the map's order.
   */
  void book(SortedMap<String, List<AcceptedPayment>> payments) {
    changeEach(
        "accounts",
        "update point_account set booked = booked - ?, version = version + ? where user_id = ?",
        payments.entrySet().stream()
            .map(user -> new Object[] {sum(user.getValue()), user.getValue().size(), user.getKey()})
            .toList());
  }

  private static long sum(List<AcceptedPayment> payments) {
    return payments.stream().mapToLong(AcceptedPayment::amount).reduce(0, Math::addExact);
  }

  /** A payment's amount can be spent again. */
  void refund(AcceptedPayment payment) {
    changeEach(
        "accounts",
        "update point_account set balance = balance + ?, version = version + 1 where user_id = ?",
        List.<Object[]>of(new Object[] {payment.amount(), payment.userId()}));
  }

  /** The accounts of these users; they are locked already. */
  List<PointUse.Account> accounts(Collection<String> users) {
    return query(
        "select user_id, booked, version from point_account where user_id = any(?)",
        "varchar",
        users,
        (row, n) -> new PointUse.Account(row.getString(1), row.getLong(2), row.getLong(3)));
  }

  /**
   * The lots of which something remains, in the order in which they expire, by user. Nobody changes
   * them: the accounts are locked.
   */
  Map<String, List<PointUse.Lot>> lots(Collection<String> users) {
    Map<String, List<PointUse.Lot>> lots = new HashMap<>();
    query(
            """
            select lot_id, user_id, remaining from point_lot
             where user_id = any(?) and remaining > 0
             order by user_id, expires_at, lot_id""",
            "varchar",
            users,
            (row, n) ->
                new PointUse.Lot(row.getObject(1, UUID.class), row.getString(2), row.getLong(3)))
        .forEach(lot -> lots.computeIfAbsent(lot.userId(), user -> new ArrayList<>()).add(lot));
    return lots;
  }

  /** Writes down which payments took how much of which lots, and takes it. */
  void use(List<PointUse> uses) {
    List<Object[]> entries = new ArrayList<>();
    List<Object[]> taken = new ArrayList<>();
    Map<UUID, Long> ofLots = new LinkedHashMap<>();
    for (PointUse use : uses) {
      AcceptedPayment payment = use.payment();
      entries.add(
          new Object[] {
            use.entryId(),
            payment.userId(),
            payment.amount(),
            use.bookedAfter(),
            use.accountVersion(),
            payment.correlationId(),
            payment.paymentId()
          });
      for (PointUse.Taken lot : use.taken()) {
        taken.add(new Object[] {use.entryId(), lot.lotId(), lot.amount()});
        ofLots.merge(lot.lotId(), lot.amount(), Math::addExact);
      }
    }
    takeFromLots(ofLots);
    jdbc.batchUpdate(
        """
        insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
            correlation_id, payment_id, created_at)
          values (?, ?, 'USE', ?, ?, ?, ?, ?, current_timestamp)""",
        entries);
    jdbc.batchUpdate(
        "insert into point_entry_lot (entry_id, lot_id, amount) values (?, ?, ?)", taken);
  }

  // One statement for all: in no order, but only who has locked the account takes from its lots.
  private void takeFromLots(Map<UUID, Long> amounts) {
    for (List<UUID> lots : inChunks(amounts.keySet())) {
      require(
          jdbc.update(
              """
              merge into point_lot l
                using (select * from unnest(?, ?) as t(lot_id, amount)) t on l.lot_id = t.lot_id
                when matched then update set
                  remaining = l.remaining - t.amount,
                  due_at = case when l.remaining = t.amount then null else l.due_at end""",
              statement -> {
                Connection connection = statement.getConnection();
                statement.setArray(1, connection.createArrayOf("uuid", lots.toArray()));
                statement.setArray(
                    2,
                    connection.createArrayOf("bigint", lots.stream().map(amounts::get).toArray()));
              }),
          lots.size(),
          "lots");
    }
  }

  /** These payments are done, and their orders paid. */
  void succeed(List<AcceptedPayment> payments) {
    changeAll(
        "payments",
        """
        update payment
           set result = 'SUCCESS', finalized_at = current_timestamp, publish_after = null
         where payment_id = any(?) and result = 'PENDING'""",
        payments.stream().map(AcceptedPayment::paymentId).toList());
    changeAll(
        "orders",
        "update shop_order set status = 'PAID' where order_id = any(?) and status = 'PAYING'",
        payments.stream().map(AcceptedPayment::orderId).toList());
  }

  /** This payment is given up, and its order cancelled. */
  void fail(AcceptedPayment payment, String reason) {
    changeEach(
        "payments",
        """
        update payment
           set result = 'FAIL', fail_reason = ?, finalized_at = current_timestamp,
               publish_after = null
         where payment_id = ? and result = 'PENDING'""",
        List.<Object[]>of(new Object[] {reason, payment.paymentId()}));
    changeAll(
        "orders",
        "update shop_order set status = 'CANCELLED' where order_id = any(?) and status = 'PAYING'",
        List.of(payment.orderId()));
  }

  private <T> List<T> query(String sql, String type, Collection<?> values, RowMapper<T> mapper) {
    List<T> rows = new ArrayList<>();
    for (List<?> some : inChunks(values)) {
      rows.addAll(
          jdbc.query(
              sql,
              statement ->
                  statement.setArray(
                      1, statement.getConnection().createArrayOf(type, some.toArray())),
              mapper));
    }
    return rows;
  }

  private void changeAll(String what, String sql, Collection<UUID> ids) {
    for (List<?> some : inChunks(ids)) {
      require(
          jdbc.update(
              sql,
              statement ->
                  statement.setArray(
                      1, statement.getConnection().createArrayOf("uuid", some.toArray()))),
          some.size(),
          what);
    }
  }

  private void changeEach(String what, String sql, List<Object[]> rows) {
    require(IntStream.of(jdbc.batchUpdate(sql, rows)).sum(), rows.size(), what);
  }

  private static <T> List<List<T>> inChunks(Collection<T> values) {
    List<T> all = List.copyOf(values);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += VALUES_AT_ONCE) {
      chunks.add(all.subList(from, Math.min(from + VALUES_AT_ONCE, all.size())));
    }
    return chunks;
  }

  private static void require(int changed, int expected, String what) {
    if (changed != expected) {
      throw new IllegalStateException(
          what + ": " + changed + " rows changed instead of " + expected);
    }
  }
}
