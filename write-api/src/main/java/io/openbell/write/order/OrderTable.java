package io.openbell.write.order;

import io.openbell.core.order.OfferedItem;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.RequestFingerprint;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/**
 * The statements of a group's transaction: plain SQL, each one round trip. Those that every group
 * has are the same for any size of group, so that the database plans them once.
 */
@Repository
class OrderTable {
  /** Named for the columns that may be null; without, the driver is asked for each of them. */
  private static final int[] ORDER_TYPES = {
    SqlTypeValue.TYPE_UNKNOWN,
    Types.VARCHAR,
    Types.VARCHAR,
    Types.BIGINT,
    Types.TIMESTAMP_WITH_TIMEZONE,
    Types.TIMESTAMP_WITH_TIMEZONE,
    Types.TIMESTAMP_WITH_TIMEZONE,
    Types.VARCHAR,
    Types.VARCHAR,
    Types.VARCHAR
  };

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  OrderTable(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * Items as a group finds them.
   *
   * @param items those that exist
   * @param now the database's clock
   */
  record Found(List<OfferedItem> items, Instant now) {}

  /** A user and a key. */
  record UserKey(String userId, String key) {}

  /** What was accepted under a key, and as what. */
  record Known(RequestFingerprint fingerprint, PlacedOrder order) {}

  /**
   * A new order.
   *
   * @param paymentId null when it is to be paid later
   */
  record NewOrder(PlacedOrder order, OrderRequest request, @Nullable UUID paymentId) {

    /** The payment that came with it. */
    Optional<AcceptedPayment> payment() {
      return Optional.ofNullable(paymentId)
          .map(
              id ->
                  new AcceptedPayment(
                      id,
                      order.orderId(),
                      order.userId(),
                      order.total(),
                      request.correlationId(),
                      order.createdAt()));
    }
  }

  /** These items; those that do not exist are left out. */
  Found items(Set<Long> itemIds) {
    if (itemIds.isEmpty()) {
      return new Found(List.of(), Instant.EPOCH);
    }
    List<Instant> now = new ArrayList<>();
    List<OfferedItem> items =
        jdbc.sql(
                """
                select item_id, name, price, status, stock - sold - reserved,
                       coalesce(max_per_order, 9223372036854775807), current_timestamp
                  from item where item_id = any(:ids)""")
            .param("ids", new SqlArrayValue("bigint", itemIds.toArray()))
            .query(
                (row, n) -> {
                  now.add(row.getObject(7, OffsetDateTime.class).toInstant());
                  return new OfferedItem(
                      row.getLong(1),
                      row.getString(2),
                      row.getLong(3),
                      row.getString(4).equals("SELLING"),
                      row.getLong(5),
                      row.getLong(6));
                })
            .list();
    return new Found(items, now.isEmpty() ? Instant.EPOCH : now.get(0));
  }

  /** The points of these users; who never charged any is left out. */
  Map<String, Long> balances(Set<String> users) {
    Map<String, Long> balances = new HashMap<>();
    if (!users.isEmpty()) {
      jdbc.sql("select user_id, balance from point_account where user_id = any(:users)")
          .param("users", new SqlArrayValue("varchar", users.toArray()))
          .query(
              row -> {
                balances.put(row.getString(1), row.getLong(2));
              });
    }
    return balances;
  }

  /** What was accepted under these keys before, as it was then; keys not known are left out. */
  Map<UserKey, Known> known(List<UserKey> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    List<Object[]> pairs = keys.stream().map(k -> new Object[] {k.userId(), k.key()}).toList();
    Map<UserKey, Known> known = new HashMap<>();
    jdbc.sql(
            """
            select o.idempotency_key, o.request_fingerprint, o.order_id, o.user_id, t.to_status,
                   o.total, o.created_at, o.pay_by, l.item_id, l.name, l.price, l.quantity, l.amount
              from shop_order o
              join order_transition t on t.order_id = o.order_id and t.from_status is null
              join order_line l on l.order_id = o.order_id
             where (o.user_id, o.idempotency_key) in (:pairs)
             order by o.order_id, l.item_id""")
        .param("pairs", pairs)
        .query(
            row -> {
              UserKey key = new UserKey(row.getString(4), row.getString(1));
              Known first = known.get(key);
              if (first == null) {
                first =
                    new Known(
                        new RequestFingerprint(row.getString(2)),
                        new PlacedOrder(
                            row.getObject(3, UUID.class),
                            row.getString(4),
                            OrderStatus.valueOf(row.getString(5)),
                            row.getLong(6),
                            row.getObject(7, OffsetDateTime.class).toInstant(),
                            row.getObject(8, OffsetDateTime.class).toInstant(),
                            new ArrayList<>()));
                known.put(key, first);
              }
              first
                  .order()
                  .lines()
                  .add(
                      new OrderLine(
                          row.getLong(9),
                          row.getString(10),
                          row.getLong(11),
                          row.getLong(12),
                          row.getLong(13)));
            });
    return known;
  }

  /** Orders, their lines, and how they came about. */
  void insert(List<NewOrder> orders) {
    List<Object[]> heads = new ArrayList<>();
    List<Object[]> lines = new ArrayList<>();
    List<Object[]> transitions = new ArrayList<>();
    for (NewOrder one : orders) {
      PlacedOrder order = one.order();
      OrderRequest request = one.request();
      IdempotencyKey key = request.idempotencyKey();
      OffsetDateTime now = utc(order.createdAt());
      String status = order.status().name();
      heads.add(
          new Object[] {
            order.orderId(),
            order.userId(),
            status,
            order.total(),
            now,
            utc(order.payBy()),
            order.status() == OrderStatus.CREATED ? utc(order.payBy()) : null,
            key == null ? null : key.value(),
            key == null ? null : request.fingerprint().value(),
            request.correlationId()
          });
      for (OrderLine line : order.lines()) {
        lines.add(
            new Object[] {
              order.orderId(),
              line.itemId(),
              line.name(),
              line.price(),
              line.quantity(),
              line.amount()
            });
      }
      transitions.add(
          new Object[] {order.orderId(), status, now, order.userId(), request.correlationId()});
    }
    template.batchUpdate(
        """
        insert into shop_order (order_id, user_id, status, total, created_at, pay_by, sweep_after,
            idempotency_key, request_fingerprint, correlation_id)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        heads,
        ORDER_TYPES);
    template.batchUpdate(
        """
        insert into order_line (order_id, item_id, name, price, quantity, amount)
          values (?, ?, ?, ?, ?, ?)""",
        lines);
    template.batchUpdate(
        """
        insert into order_transition (order_id, to_status, created_at, actor, correlation_id)
          values (?, ?, ?, ?, ?)""",
        transitions);
  }

  /** Payments that came with their orders; the order's key is theirs, too. */
  void insertPending(List<AcceptedPayment> payments, Instant publishAfter) {
    template.batchUpdate(
        """
        insert into payment (payment_id, order_id, user_id, method, amount, result, correlation_id,
            accepted_at, publish_after)
          values (?, ?, ?, 'POINTS', ?, 'PENDING', ?, ?, ?)""",
        payments.stream()
            .map(
                payment ->
                    new Object[] {
                      payment.paymentId(),
                      payment.orderId(),
                      payment.userId(),
                      payment.amount(),
                      payment.correlationId(),
                      utc(payment.acceptedAt()),
                      utc(publishAfter)
                    })
            .toList());
  }

  /**
   * The guard of stock: takes each quantity only if it is still there, and still sold. Rows are
   * locked in the map's order.
   *
   * @return false when one is not; the transaction must then be rolled back
   */
  boolean reserve(SortedMap<Long, Long> quantities) {
    return allChanged(
        template.batchUpdate(
            """
            update item set reserved = reserved + ?, version = version + 1
             where item_id = ? and status = 'SELLING' and stock - sold - reserved >= ?""",
            quantities.entrySet().stream()
                .map(item -> new Object[] {item.getValue(), item.getKey(), item.getValue()})
                .toList()));
  }

  /**
   * The guard of points: takes each amount only if it is still there. Rows are locked in the map's
   * order.
   *
   * @return false when one is not; the transaction must then be rolled back
   */
  boolean takePoints(SortedMap<String, Long> amounts) {
    return allChanged(
        template.batchUpdate(
            """
            update point_account set balance = balance - ?, version = version + 1
             where user_id = ? and balance >= ?""",
            amounts.entrySet().stream()
                .map(user -> new Object[] {user.getValue(), user.getKey(), user.getValue()})
                .toList()));
  }

  static boolean allChanged(int[] rows) {
    return IntStream.of(rows).allMatch(changed -> changed == 1);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
