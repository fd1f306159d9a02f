package io.openbell.read.order;

import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.Page;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads orders from the database. Their ids are in the order of time, so that the newest first are
 * a range of the index of users and ids, read backwards.
 */
@Repository
class OrderQueries {
  private static final String ORDER =
      "select order_id, user_id, status, total, created_at, pay_by from shop_order ";

  private final JdbcClient jdbc;

  OrderQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An order without what belongs to it. */
  record OrderRow(
      UUID orderId,
      String userId,
      OrderStatus status,
      long total,
      OffsetDateTime createdAt,
      OffsetDateTime payBy) {}

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
   */
  record TransitionRow(
      @Nullable OrderStatus fromStatus,
      OrderStatus toStatus,
      OffsetDateTime createdAt,
      String actor,
      @Nullable String reason) {}

  /** A payment of an order. */
  record PaymentRow(
      UUID paymentId,
      String method,
      long amount,
      String result,
      @Nullable String failReason,
      OffsetDateTime acceptedAt,
      @Nullable OffsetDateTime finalizedAt) {}

  /** An order and all that belongs to it, as of one moment. */
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
            """
            select o.order_id, o.user_id, o.status, o.total, o.created_at, o.pay_by
              from (select order_id from shop_order where user_id = :user %s
                     order by user_id desc, order_id desc
                    offset :offset rows fetch next :limit rows only) listed
              join shop_order o on o.order_id = listed.order_id
             order by o.order_id desc""",
            user, status)
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

  /** The lines of these orders, by order; one query for all of them. */
  Map<UUID, List<LineRow>> linesOf(List<OrderRow> orders) {
    if (orders.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select order_id, item_id, name, price, quantity, amount from order_line
             where order_id in (:orders) order by order_id, item_id""")
        .param("orders", orders.stream().map(OrderRow::orderId).toList())
        .query(LineRow.class)
        .list()
        .stream()
        .collect(Collectors.groupingBy(LineRow::orderId));
  }

  /** This order, if it is this user's. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<WholeOrder> byId(UserId user, UUID orderId) {
    return order(user, orderId).map(this::whole);
  }

  /** The order the user made under this key, if it was accepted. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<WholeOrder> byKey(UserId user, IdempotencyKey key) {
    return jdbc.sql(ORDER + "where user_id = :user and idempotency_key = :key")
        .param("user", user.value())
        .param("key", key.value())
        .query(OrderRow.class)
        .optional()
        .map(this::whole);
  }

  /** The payments of this order, if it is this user's. */
  Optional<List<PaymentRow>> paymentsOf(UserId user, UUID orderId) {
    return order(user, orderId).map(order -> payments(order.orderId()));
  }

  private Optional<OrderRow> order(UserId user, UUID orderId) {
    return jdbc.sql(ORDER + "where order_id = :order and user_id = :user")
        .param("order", orderId)
        .param("user", user.value())
        .query(OrderRow.class)
        .optional();
  }

  /** The order with what belongs to it: one state of all of them, in one transaction. */
  private WholeOrder whole(OrderRow order) {
    return new WholeOrder(
        order,
        linesOf(List.of(order)).getOrDefault(order.orderId(), List.of()),
        transitions(order.orderId()),
        payments(order.orderId()));
  }

  private List<TransitionRow> transitions(UUID orderId) {
    return jdbc.sql(
            """
            select from_status, to_status, created_at, actor, reason from order_transition
             where order_id = :order
             order by created_at,
                      case to_status when 'CREATED' then 0 when 'PAYING' then 1 else 2 end""")
        .param("order", orderId)
        .query(TransitionRow.class)
        .list();
  }

  private List<PaymentRow> payments(UUID orderId) {
    return jdbc.sql(
            """
            select payment_id, method, amount, result, fail_reason, accepted_at, finalized_at
              from payment where order_id = :order order by payment_id""")
        .param("order", orderId)
        .query(PaymentRow.class)
        .list();
  }
}
