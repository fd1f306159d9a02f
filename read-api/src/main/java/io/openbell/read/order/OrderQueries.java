package io.openbell.read.order;

import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.Page;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads orders from the database, times in UTC. Their ids are in the order of time, so that the
 * newest first are a range of the index of users and ids, read backwards.
 */
@Repository
class OrderQueries {
  private static final String SELECT =
      "select o.order_id, o.user_id, o.status, o.total, o.created_at, o.pay_by, o.sweep_after,"
          + " o.idempotency_key, o.correlation_id ";
  private static final String ORDER = SELECT + "from shop_order o ";

  private final JdbcClient jdbc;

  OrderQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An order without what belongs to it.
   *
   * @param sweepAfter when it is next looked at whether it has expired; null unless CREATED
   * @param idempotencyKey null when the client sent none
   * @param correlationId of the request that made it
   */
  record OrderRow(
      UUID orderId,
      String userId,
      OrderStatus status,
      long total,
      OffsetDateTime createdAt,
      OffsetDateTime payBy,
      @Nullable OffsetDateTime sweepAfter,
      @Nullable String idempotencyKey,
      String correlationId) {
    OrderRow {
      createdAt = utc(createdAt);
      payBy = utc(payBy);
      sweepAfter = sweepAfter == null ? null : utc(sweepAfter);
    }
  }

  /** A line of an order, as it was when it was ordered. */
  record LineRow(UUID orderId, long itemId, String name, long price, long quantity, long amount) {
    OrderLine line() {
      return new OrderLine(itemId, name, price, quantity, amount);
    }
  }

  /**
   * A change of an order's status.
   *
   * @param fromStatus null for the first
   * @param correlationId of what made it
   */
  record TransitionRow(
      UUID orderId,
      @Nullable OrderStatus fromStatus,
      OrderStatus toStatus,
      OffsetDateTime createdAt,
      String actor,
      @Nullable String reason,
      String correlationId) {
    TransitionRow {
      createdAt = utc(createdAt);
    }
  }

  /**
   * A payment of an order.
   *
   * @param idempotencyKey null when the client sent none, or paid with the order
   * @param correlationId of the request that made it
   * @param publishAttempts how often the relay has published it again
   * @param publishAfter when the relay will publish it next; null once it is final
   */
  record PaymentRow(
      UUID orderId,
      UUID paymentId,
      String method,
      long amount,
      String result,
      @Nullable String failReason,
      @Nullable String idempotencyKey,
      String correlationId,
      OffsetDateTime acceptedAt,
      @Nullable OffsetDateTime finalizedAt,
      int publishAttempts,
      @Nullable OffsetDateTime publishAfter) {
    PaymentRow {
      acceptedAt = utc(acceptedAt);
      finalizedAt = finalizedAt == null ? null : utc(finalizedAt);
      publishAfter = publishAfter == null ? null : utc(publishAfter);
    }
  }

  private static OffsetDateTime utc(OffsetDateTime time) {
    return time.withOffsetSameInstant(ZoneOffset.UTC);
  }

  /**
   * An order and all that belongs to it, as of one moment.
   *
   * @param lines by item
   * @param transitions oldest first
   */
  record WholeOrder(
      OrderRow order,
      List<LineRow> lines,
      List<TransitionRow> transitions,
      List<PaymentRow> payments) {}

  /**
   * One page of a user's orders, newest first. Without a status, what comes before the page is
   * passed over in the index alone. (Sorted by all columns of that index, though one user has one
   * user id: else H2 would sort all orders of that user.)
   */
  List<OrderRow> page(UserId user, @Nullable OrderStatus status, Page page) {
    return ofUser(
            SELECT
                + """
                   from (select order_id from shop_order where user_id = :user %s
                          order by user_id desc, order_id desc
                         offset :offset rows fetch next :limit rows only) listed
                   join shop_order o on o.order_id = listed.order_id
                  order by o.order_id desc""",
            user,
            status)
        .param("offset", page.offset())
        .param("limit", page.size())
        .query(OrderRow.class)
        .list();
  }

  /** How many orders the user has. */
  long count(UserId user, @Nullable OrderStatus status) {
    return ofUser("select count(*) from shop_order where user_id = :user %s", user, status)
        .query(Long.class)
        .single();
  }

  private StatementSpec ofUser(String sql, UserId user, @Nullable OrderStatus status) {
    String condition = status == null ? "" : "and status = :status";
    StatementSpec statement = jdbc.sql(sql.formatted(condition)).param("user", user.value());
    return status == null ? statement : statement.param("status", status.name());
  }

  /** This order, if it is this user's. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<WholeOrder> byId(UserId user, UUID orderId) {
    return order(user, orderId).map(this::whole);
  }

  /** The order the user made under this key, if it was accepted. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<WholeOrder> byKey(UserId user, IdempotencyKey key) {
    return jdbc.sql(ORDER + "where o.user_id = :user and o.idempotency_key = :key")
        .param("user", user.value())
        .param("key", key.value())
        .query(OrderRow.class)
        .optional()
        .map(this::whole);
  }

  /** The payments of this order, if it is this user's. */
  Optional<List<PaymentRow>> paymentsOf(UserId user, UUID orderId) {
    return order(user, orderId)
        .map(order -> paymentsOf(List.of(order)).getOrDefault(orderId, List.of()));
  }

  /**
   * The latest orders that fit all that is given, for an operator. By key alone every order is
   * read: there is no index on keys without users.
   */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  List<WholeOrder> tracked(
      @Nullable UserId user, @Nullable IdempotencyKey key, @Nullable UUID orderId, int limit) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    if (user != null) {
      wanted.put("user_id", user.value());
    }
    if (key != null) {
      wanted.put("idempotency_key", key.value());
    }
    if (orderId != null) {
      wanted.put("order_id", orderId);
    }
    return whole(
        jdbc.sql(
                ORDER
                    + wanted.keySet().stream()
                        .map(column -> "o." + column + " = :" + column)
                        .collect(Collectors.joining(" and ", "where ", ""))
                    + " order by o.order_id desc fetch first :limit rows only")
            .params(wanted)
            .param("limit", limit)
            .query(OrderRow.class)
            .list());
  }

  private Optional<OrderRow> order(UserId user, UUID orderId) {
    return jdbc.sql(ORDER + "where o.order_id = :order and o.user_id = :user")
        .param("order", orderId)
        .param("user", user.value())
        .query(OrderRow.class)
        .optional();
  }

  private WholeOrder whole(OrderRow order) {
    return whole(List.of(order)).get(0);
  }

  /** The orders with what belongs to them: one state of all of it, in one transaction. */
  private List<WholeOrder> whole(List<OrderRow> orders) {
    Map<UUID, List<LineRow>> lines = linesOf(orders);
    Map<UUID, List<TransitionRow>> transitions = transitionsOf(orders);
    Map<UUID, List<PaymentRow>> payments = paymentsOf(orders);
    return orders.stream()
        .map(
            order ->
                new WholeOrder(
                    order,
                    lines.getOrDefault(order.orderId(), List.of()),
                    transitions.getOrDefault(order.orderId(), List.of()),
                    payments.getOrDefault(order.orderId(), List.of())))
        .toList();
  }

  /** The lines of these orders, by order; one query for all of them. */
  Map<UUID, List<LineRow>> linesOf(List<OrderRow> orders) {
    return of(
        orders,
        """
        select order_id, item_id, name, price, quantity, amount from order_line
         where order_id in (:orders) order by order_id, item_id""",
        LineRow.class,
        LineRow::orderId);
  }

  private Map<UUID, List<TransitionRow>> transitionsOf(List<OrderRow> orders) {
    return of(
        orders,
        """
        select order_id, from_status, to_status, created_at, actor, reason, correlation_id
          from order_transition where order_id in (:orders)
         order by order_id, created_at,
                  case to_status when 'CREATED' then 0 when 'PAYING' then 1 else 2 end""",
        TransitionRow.class,
        TransitionRow::orderId);
  }

  private Map<UUID, List<PaymentRow>> paymentsOf(List<OrderRow> orders) {
    return of(
        orders,
        """
        select order_id, payment_id, method, amount, result, fail_reason, idempotency_key,
               correlation_id, accepted_at, finalized_at, publish_attempts, publish_after
          from payment where order_id in (:orders) order by order_id, payment_id""",
        PaymentRow.class,
        PaymentRow::orderId);
  }

  private <T> Map<UUID, List<T>> of(
      List<OrderRow> orders, String sql, Class<T> row, Function<T, UUID> orderId) {
    return orders.isEmpty()
        ? Map.of()
        : jdbc
            .sql(sql)
            .param("orders", orders.stream().map(OrderRow::orderId).toList())
            .query(row)
            .list()
            .stream()
            .collect(Collectors.groupingBy(orderId));
  }
}
