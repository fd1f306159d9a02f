package io.openbell.write.order;

import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.RequestFingerprint;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The statements on orders that are there already. Those that change something say whether they
 * have: a status is left only from the one it is expected to be.
 */
@Repository
class OrderRows {
  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  OrderRows(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * An order as it was read.
   *
   * @param balance of its user
   * @param now the database's clock
   */
  record Row(
      OrderStatus status, long total, Instant createdAt, Instant payBy, long balance, Instant now) {
    boolean isTooLate() {
      return status == OrderStatus.EXPIRED
          || (status == OrderStatus.CREATED && !now.isBefore(payBy));
    }
  }

  /** What was paid under a key. */
  record KnownPayment(RequestFingerprint fingerprint, AcceptedPayment first) {}

  /** A key, and what it stands for from now on. */
  record BoundKey(IdempotencyKey key, RequestFingerprint fingerprint) {

    /** Null when the client brought no key. */
    static @Nullable BoundKey of(@Nullable IdempotencyKey key, RequestFingerprint fingerprint) {
      return key == null ? null : new BoundKey(key, fingerprint);
    }

    private static @Nullable String keyOf(@Nullable BoundKey bound) {
      return bound == null ? null : bound.key().value();
    }

    private static @Nullable String fingerprintOf(@Nullable BoundKey bound) {
      return bound == null ? null : bound.fingerprint().value();
    }
  }

  /** This order, if it is this user's. Nothing is locked. */
  Optional<Row> find(UUID orderId, String userId) {
    return jdbc.sql(
            """
            select o.status, o.total, o.created_at, o.pay_by, coalesce(a.balance, 0),
                   current_timestamp
              from shop_order o left join point_account a on a.user_id = o.user_id
             where o.order_id = :order and o.user_id = :user""")
        .param("order", orderId)
        .param("user", userId)
        .query(
            (row, n) ->
                new Row(
                    OrderStatus.valueOf(row.getString(1)),
                    row.getLong(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    row.getLong(5),
                    row.getObject(6, OffsetDateTime.class).toInstant()))
        .optional();
  }

  /** The lines of an order, by item. */
  List<OrderLine> lines(UUID orderId) {
    return jdbc.sql(
            """
            select item_id, name, price, quantity, amount
              from order_line where order_id = :order order by item_id""")
        .param("order", orderId)
        .query(
            (row, n) ->
                new OrderLine(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)))
        .list();
  }

  /** What this user's key of a payment stands for. */
  Optional<KnownPayment> knownPayment(String userId, IdempotencyKey key) {
    return jdbc.sql(
            """
            select request_fingerprint, payment_id, order_id, amount, correlation_id, accepted_at
              from payment where user_id = :user and idempotency_key = :key""")
        .param("user", userId)
        .param("key", key.value())
        .query(
            (row, n) ->
                new KnownPayment(
                    new RequestFingerprint(row.getString(1)),
                    new AcceptedPayment(
                        row.getObject(2, UUID.class),
                        row.getObject(3, UUID.class),
                        userId,
                        row.getLong(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant())))
        .optional();
  }

  /** What this user has asked for under this key of a cancellation. */
  Optional<RequestFingerprint> knownCancellation(String userId, IdempotencyKey key) {
    return jdbc.sql(
            """
            select request_fingerprint
              from order_transition where actor = :user and idempotency_key = :key""")
        .param("user", userId)
        .param("key", key.value())
        .query((row, n) -> new RequestFingerprint(row.getString(1)))
        .optional();
  }

  /** How many of each item these orders have. */
  SortedMap<Long, Long> quantities(Collection<UUID> orderIds) {
    SortedMap<Long, Long> quantities = new TreeMap<>();
    jdbc.sql(
            """
            select item_id, sum(quantity) from order_line
             where order_id in (:orders) group by item_id""")
        .param("orders", orderIds)
        .query(
            row -> {
              quantities.put(row.getLong(1), row.getLong(2));
            });
    return quantities;
  }

  /**
   * Puts back on sale what orders have reserved. Rows are locked in the map's order.
   *
   * @return false when it is not reserved any more: somebody else has put it back; the transaction
   *     must then be rolled back
   */
  boolean giveBack(SortedMap<Long, Long> quantities) {
    return OrderTable.allChanged(
        template.batchUpdate(
            """
            update item set reserved = reserved - ?, version = version + 1
             where item_id = ? and reserved >= ?""",
            quantities.entrySet().stream()
                .map(item -> new Object[] {item.getValue(), item.getKey(), item.getValue()})
                .toList()));
  }

  /** The guard of a payment's time: from CREATED, and only until the order must be paid. */
  boolean startPaying(UUID orderId, String userId) {
    return jdbc.sql(
                """
                update shop_order set status = 'PAYING', sweep_after = null
                 where order_id = :order and user_id = :user
                   and status = 'CREATED' and pay_by > current_timestamp""")
            .param("order", orderId)
            .param("user", userId)
            .update()
        == 1;
  }

  /** The guard of a cancellation: from CREATED. */
  boolean cancel(UUID orderId) {
    return jdbc.sql(
                """
                update shop_order set status = 'CANCELLED', sweep_after = null
                 where order_id = :order and status = 'CREATED'""")
            .param("order", orderId)
            .update()
        == 1;
  }

  /** The guard of expiry: from CREATED, once the time is over. All of them, or false. */
  boolean expire(Collection<UUID> orderIds) {
    return jdbc.sql(
                """
                update shop_order set status = 'EXPIRED', sweep_after = null
                 where order_id in (:orders) and status = 'CREATED'
                   and pay_by <= current_timestamp""")
            .param("orders", orderIds)
            .update()
        == orderIds.size();
  }

  /** A payment that is PENDING. */
  void insertPending(AcceptedPayment payment, @Nullable BoundKey bound, Instant publishAfter) {
    jdbc.sql(
            """
            insert into payment (payment_id, order_id, user_id, method, amount, result,
                idempotency_key, request_fingerprint, correlation_id, accepted_at, publish_after)
              values (:id, :order, :user, 'POINTS', :amount, 'PENDING', :key, :fingerprint,
                  :correlation, :now, :after)""")
        .param("id", payment.paymentId())
        .param("order", payment.orderId())
        .param("user", payment.userId())
        .param("amount", payment.amount())
        .param("key", BoundKey.keyOf(bound), Types.VARCHAR)
        .param("fingerprint", BoundKey.fingerprintOf(bound), Types.VARCHAR)
        .param("correlation", payment.correlationId())
        .param("now", OrderTable.utc(payment.acceptedAt()))
        .param("after", OrderTable.utc(publishAfter))
        .update();
  }

  /**
   * How an order has left CREATED.
   *
   * @param actor who has done it: its user, or a part of this system
   */
  record Departure(
      UUID orderId, OrderStatus to, String actor, @Nullable String reason, String correlationId) {}

  /**
   * Writes down that an order has left CREATED, by the database's clock.
   *
   * @param bound the key under which that was asked for, if it is not bound elsewhere
   */
  void insert(Departure departure, @Nullable BoundKey bound) {
    jdbc.sql(
            """
            insert into order_transition (order_id, to_status, from_status, created_at, actor,
                reason, idempotency_key, request_fingerprint, correlation_id)
              values (:order, :to, 'CREATED', current_timestamp, :actor, :reason, :key,
                  :fingerprint, :correlation)""")
        .param("order", departure.orderId())
        .param("to", departure.to().name())
        .param("actor", departure.actor())
        .param("reason", departure.reason(), Types.VARCHAR)
        .param("key", BoundKey.keyOf(bound), Types.VARCHAR)
        .param("fingerprint", BoundKey.fingerprintOf(bound), Types.VARCHAR)
        .param("correlation", departure.correlationId())
        .update();
  }

  /** Writes down that these orders have expired. */
  void insertExpired(Collection<UUID> orderIds) {
    jdbc.sql(
            """
            insert into order_transition (order_id, to_status, from_status, created_at, actor,
                reason, correlation_id)
              select order_id, 'EXPIRED', 'CREATED', current_timestamp, 'openbell',
                  'not paid in time', correlation_id
                from shop_order where order_id in (:orders)""")
        .param("orders", orderIds)
        .update();
  }

  /**
   * Claims orders whose time is over, longest overdue first, and puts off their next turn: should
   * they not expire now, they come round again. Whoever else claims meanwhile gets others.
   */
  List<UUID> claimDue(int most, Duration pause) {
    List<Instant> now = new ArrayList<>();
    List<UUID> due =
        jdbc.sql(
                """
                select order_id, current_timestamp from shop_order
                 where sweep_after <= current_timestamp
                 order by sweep_after fetch first :most rows only
                   for update skip locked""")
            .param("most", most)
            .query(
                (row, n) -> {
                  now.add(row.getObject(2, OffsetDateTime.class).toInstant());
                  return row.getObject(1, UUID.class);
                })
            .list();
    if (!due.isEmpty()) {
      jdbc.sql("update shop_order set sweep_after = :later where order_id in (:orders)")
          .param("later", OrderTable.utc(now.get(0).plus(pause)))
          .param("orders", due)
          .update();
    }
    return due;
  }
}
