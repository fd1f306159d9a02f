package io.openbell.consumer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.consumer.Stage;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopAudit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** Sets up what write-api would have committed of a shop, and looks at what became of it. */
final class Shop {
  /** Of every item, in won. */
  static final long PRICE = 100;

  private static final AtomicLong USERS = new AtomicLong();

  private final JdbcClient jdbc;
  private final RabbitTemplate rabbit;
  private final Books books;

  Shop(JdbcClient jdbc, RabbitTemplate rabbit, Books books) {
    this.jdbc = jdbc;
    this.rabbit = rabbit;
    this.books = books;
  }

  /** An order whose payment is PENDING. */
  record Paying(
      UUID paymentId, UUID orderId, String userId, long amount, Map<Long, Long> quantities) {
    PaymentsAccepted.Payment inMessage() {
      return new PaymentsAccepted.Payment(
          paymentId, orderId, userId, amount, correlationId(), Instant.EPOCH);
    }

    String correlationId() {
      return "corr-" + paymentId;
    }
  }

  record ItemRow(long stock, long reserved, long sold) {}

  record AccountRow(long balance, long booked) {}

  record LotRow(long granted, long remaining, boolean due) {}

  record EntryRow(long amount, long bookedAfter) {}

  private OffsetDateTime now() {
    return jdbc.sql("select current_timestamp").query(OffsetDateTime.class).single();
  }

  long item(long stock) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into item (name, price, stock, created_at)
              values ('Thing', :price, :stock, current_timestamp)""")
        .param("price", PRICE)
        .param("stock", stock)
        .update(key, "item_id");
    long id = Objects.requireNonNull(key.getKey()).longValue();
    jdbc.sql(
            """
            insert into stock_move (move_id, item_id, kind, delta, stock_after, reason,
                correlation_id, created_at)
              values (:id, :item, 'RECEIVE', :stock, :stock, 'first', 'c', current_timestamp)""")
        .param("id", UuidCreator.getTimeOrderedEpoch())
        .param("item", id)
        .param("stock", stock)
        .update();
    return id;
  }

  /** A new user with points that live long. */
  String user(String name, long points) {
    String user = name + "-" + USERS.incrementAndGet();
    charge(user, points, Duration.ofDays(365));
    return user;
  }

  /** Charges points; those that have expired already have not been looked for yet. */
  void charge(String user, long amount, Duration life) {
    if (jdbc.sql(
                """
                update point_account
                   set balance = balance + :amount, booked = booked + :amount,
                       version = version + 1
                 where user_id = :user""")
            .param("amount", amount)
            .param("user", user)
            .update()
        == 0) {
      jdbc.sql(
              """
              insert into point_account (user_id, balance, booked, version)
                values (:user, :amount, :amount, 1)""")
          .param("amount", amount)
          .param("user", user)
          .update();
    }
    UUID entry = UuidCreator.getTimeOrderedEpoch();
    jdbc.sql(
            """
            insert into point_entry (entry_id, user_id, kind, amount, booked_after,
                account_version, correlation_id, created_at)
              select :entry, user_id, 'CHARGE', :amount, booked, version, 'c', current_timestamp
                from point_account where user_id = :user""")
        .param("entry", entry)
        .param("amount", amount)
        .param("user", user)
        .update();
    jdbc.sql(
            """
            insert into point_lot (lot_id, user_id, entry_id, granted, remaining, expires_at,
                due_at)
              values (:lot, :user, :entry, :amount, :amount, :expires, :expires)""")
        .param("lot", UUID.randomUUID())
        .param("user", user)
        .param("entry", entry)
        .param("amount", amount)
        .param("expires", now().plus(life))
        .update();
  }

  Paying order(String user, long item, long quantity) {
    return order(user, Map.of(item, quantity));
  }

  /** Orders these quantities and pays at once. */
  Paying order(String user, Map<Long, Long> quantities) {
    long total = quantities.values().stream().mapToLong(quantity -> quantity * PRICE).sum();
    Paying paying =
        new Paying(UuidCreator.getTimeOrderedEpoch(), UUID.randomUUID(), user, total, quantities);
    OffsetDateTime now = now();
    insertOrder(paying, now);
    new TreeMap<>(quantities)
        .forEach(
            (item, quantity) ->
                jdbc.sql(
                        """
                        update item set reserved = reserved + :quantity, version = version + 1
                         where item_id = :item""")
                    .param("quantity", quantity)
                    .param("item", item)
                    .update());
    jdbc.sql(
            """
            update point_account set balance = balance - :total, version = version + 1
             where user_id = :user""")
        .param("total", total)
        .param("user", user)
        .update();
    return paying;
  }

  private void insertOrder(Paying paying, OffsetDateTime now) {
    jdbc.sql(
            """
            insert into shop_order (order_id, user_id, status, total, created_at, pay_by,
                correlation_id)
              values (:order, :user, 'PAYING', :total, :now, :payBy, 'c')""")
        .param("order", paying.orderId())
        .param("user", paying.userId())
        .param("total", paying.amount())
        .param("now", now)
        .param("payBy", now.plusMinutes(10))
        .update();
    paying
        .quantities()
        .forEach(
            (item, quantity) ->
                jdbc.sql(
                        """
                        insert into order_line (order_id, item_id, name, price, quantity, amount)
                          values (:order, :item, 'Thing', :price, :quantity, :amount)""")
                    .param("order", paying.orderId())
                    .param("item", item)
                    .param("price", PRICE)
                    .param("quantity", quantity)
                    .param("amount", quantity * PRICE)
                    .update());
    jdbc.sql(
            """
            insert into order_transition (order_id, to_status, created_at, actor, correlation_id)
              values (:order, 'PAYING', :now, :user, 'c')""")
        .param("order", paying.orderId())
        .param("now", now)
        .param("user", paying.userId())
        .update();
    jdbc.sql(
            """
            insert into payment (payment_id, order_id, user_id, method, amount, result,
                correlation_id, accepted_at, publish_after)
              values (:payment, :order, :user, 'POINTS', :total, 'PENDING', :correlation, :now,
                  :now)""")
        .param("payment", paying.paymentId())
        .param("order", paying.orderId())
        .param("user", paying.userId())
        .param("total", paying.amount())
        .param("correlation", paying.correlationId())
        .param("now", now)
        .update();
  }

  static Message message(Paying... group) {
    return message(Arrays.stream(group).map(Paying::inMessage).toList());
  }

  static Message message(List<PaymentsAccepted.Payment> payments) {
    return MessageCodec.encode(
        new PaymentsAccepted("group-" + payments.get(0).paymentId(), payments),
        "test",
        Clock.systemUTC());
  }

  static List<NamedPayment> named(List<Paying> payments) {
    return payments.stream().map(one -> new NamedPayment(one.inMessage())).toList();
  }

  void publish(Message... messages) {
    for (Message message : messages) {
      rabbit.send(
          BrokerTopology.PAYMENTS.exchange(), BrokerTopology.PAYMENTS.routingKey(), message);
    }
  }

  /** The payment's result and its order's status. */
  String state(Paying paying) {
    return jdbc.sql(
            """
            select p.result, o.status from payment p
              join shop_order o on o.order_id = p.order_id where p.payment_id = :id""")
        .param("id", paying.paymentId())
        .query((row, n) -> row.getString(1) + " " + row.getString(2))
        .single();
  }

  void awaitState(String state, Paying... all) {
    await()
        .atMost(Stage.PATIENCE)
        // A server that is away at this moment is part of the wait.
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(Arrays.stream(all).map(this::state).toList()).containsOnly(state));
  }

  void awaitPaid(Paying... all) {
    awaitState("SUCCESS PAID", all);
  }

  /** How the order went from PAYING: to what, through whom, why. */
  List<String> transitions(Paying paying) {
    return jdbc.sql(
            """
            select to_status, actor, reason, correlation_id from order_transition
             where order_id = :order and from_status = 'PAYING'""")
        .param("order", paying.orderId())
        .query(
            (row, n) ->
                row.getString(1)
                    + " "
                    + row.getString(2)
                    + " "
                    + row.getString(3)
                    + " "
                    + row.getString(4))
        .list();
  }

  String failReason(Paying paying) {
    return jdbc.sql("select fail_reason from payment where payment_id = :id")
        .param("id", paying.paymentId())
        .query(String.class)
        .single();
  }

  ItemRow itemRow(long item) {
    return jdbc.sql("select stock, reserved, sold from item where item_id = :item")
        .param("item", item)
        .query((row, n) -> new ItemRow(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  AccountRow account(String user) {
    return jdbc.sql("select balance, booked from point_account where user_id = :user")
        .param("user", user)
        .query((row, n) -> new AccountRow(row.getLong(1), row.getLong(2)))
        .single();
  }

  /** The lots of a user, the first to expire first. */
  List<LotRow> lots(String user) {
    return jdbc.sql(
            """
            select granted, remaining, due_at is not null from point_lot
             where user_id = :user order by expires_at""")
        .param("user", user)
        .query((row, n) -> new LotRow(row.getLong(1), row.getLong(2), row.getBoolean(3)))
        .list();
  }

  /** What a user has used, in the order in which it was booked. */
  List<EntryRow> used(String user) {
    return jdbc.sql(
            """
            select amount, booked_after from point_entry
             where user_id = :user and kind = 'USE' order by account_version""")
        .param("user", user)
        .query((row, n) -> new EntryRow(row.getLong(1), row.getLong(2)))
        .list();
  }

  @Nullable Message takeDeadLetter() {
    return rabbit.receive(BrokerTopology.PAYMENTS.deadLetterQueue());
  }

  Message awaitDeadLetter() {
    return await().atMost(Stage.PATIENCE).until(this::takeDeadLetter, Objects::nonNull);
  }

  /** Every invariant of the shop, of everything that is in the database. */
  void assertConsistent() {
    assertThat(ShopAudit.of(books)).isEmpty();
  }

  static List<Paying> shuffled(List<Paying> all, long seed) {
    List<Paying> mine = new ArrayList<>(all);
    Collections.shuffle(mine, new Random(seed));
    return mine;
  }
}
