package io.openbell.read.order;

import io.openbell.read.SetClock;
import io.openbell.read.TestServers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts orders into the database as the writing services would. */
final class OrderRows {
  private static final String FINGERPRINT = "f".repeat(64);

  private final DataSource database = TestServers.database();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(database));

  /** An id that is as old as its number says. */
  static UUID id(int n) {
    return UUID.fromString("0199f3a0-7c1e-7b52-9d1f-%012d".formatted(n));
  }

  /** An order that is to be paid within ten minutes. */
  UUID order(
      int n, String user, String status, long total, @Nullable String key, Instant createdAt) {
    jdbc.sql(
            """
            insert into shop_order (order_id, user_id, status, total, created_at, pay_by,
              sweep_after, idempotency_key, request_fingerprint, correlation_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'c-order')""")
        .params(
            id(n),
            user,
            status,
            total,
            time(createdAt),
            time(createdAt.plusSeconds(600)),
            status.equals("CREATED") ? time(createdAt.plusSeconds(600)) : null,
            key,
            key == null ? null : FINGERPRINT)
        .update();
    return id(n);
  }

  void line(UUID order, long item, String name, long price, long quantity) {
    jdbc.sql("insert into order_line values (?, ?, ?, ?, ?, ?)")
        .params(order, item, name, price, quantity, price * quantity)
        .update();
  }

  void transition(
      UUID order,
      @Nullable String from,
      String to,
      Instant at,
      String actor,
      @Nullable String reason) {
    jdbc.sql(
            """
            insert into order_transition (order_id, from_status, to_status, created_at, actor,
              reason, correlation_id)
            values (?, ?, ?, ?, ?, ?, 'c-transition')""")
        .params(order, from, to, time(at), actor, reason)
        .update();
  }

  /** In one transaction, as every change of an order is. */
  void cancel(UUID order) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(
                  "update shop_order set status = 'CANCELLED', sweep_after = null where order_id = ?")
              .param(order)
              .update();
          transition(order, "CREATED", "CANCELLED", SetClock.NOON, "kim", "ordered twice");
        });
  }

  /** Only FAIL has a reason, only PENDING is not finalized. */
  UUID payment(int n, UUID order, String user, long amount, String result, Instant acceptedAt) {
    boolean pending = result.equals("PENDING");
    jdbc.sql(
            """
            insert into point_account (user_id)
            select cast(:user as varchar(100))
             where not exists (select 1 from point_account where user_id = :user)""")
        .param("user", user)
        .update();
    jdbc.sql(
            """
            insert into payment (payment_id, order_id, user_id, method, amount, result,
              fail_reason, idempotency_key, request_fingerprint, correlation_id, accepted_at,
              finalized_at, publish_after, publish_attempts)
            values (?, ?, ?, 'POINTS', ?, ?, ?, ?, ?, 'c-payment', ?, ?, ?, 2)""")
        .params(
            id(n),
            order,
            user,
            amount,
            result,
            result.equals("FAIL") ? "ITEM_GONE" : null,
            "pay-" + n,
            FINGERPRINT,
            time(acceptedAt),
            pending ? null : time(acceptedAt.plusMillis(500)),
            pending ? time(acceptedAt.plusSeconds(5)) : null)
        .update();
    return id(n);
  }

  /** The entry of a payment's points. */
  void use(UUID payment, String user, long amount) {
    jdbc.sql(
            """
            insert into point_entry (entry_id, user_id, account_version, kind, amount,
                booked_after, payment_id, correlation_id, created_at)
              values (?, ?, 1, 'USE', ?, 0, ?, 'c', ?)""")
        .params(UUID.randomUUID(), user, amount, payment, time(SetClock.NOON))
        .update();
  }

  private static Object time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
