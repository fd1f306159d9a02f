package io.openbell.write.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.backing.SharedServers;
import io.openbell.write.RunningWriteApi;
import io.openbell.write.reconcile.Books.Disagreement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shop's books: whatever is corrupted is named, and nothing is mended. */
@TestPropertySource(properties = "openbell.reconcile.interval=1h")
class ShopBooksIT extends RunningWriteApi {
  private static final List<String> TABLES =
      List.of(
          "point_entry_lot",
          "point_lot",
          "point_entry",
          "payment",
          "order_transition",
          "order_line",
          "shop_order",
          "stock_move",
          "user_coupon",
          "coupon",
          "item",
          "point_account");

  @Autowired private Reconciliation reconciliation;
  @Autowired private List<Books> books;
  @Autowired private PlatformTransactionManager transactions;

  /**
   * Order 1 is PAID, order 2 PAYING, order 3 CREATED, order 4 EXPIRED, and order 5 CANCELLED as its
   * payment failed. Of 100 points ann has paid 30, and 20 are taken for what is PENDING. She has
   * number 1 of coupon 1 and bob number 2; nobody has coupon 2.
   */
  @BeforeEach
  void someBooks() {
    nothingIsLeft();
    change(
        """
        insert into item (item_id, name, price, stock, reserved, sold, created_at)
          values (1, 'Lamp', 10, 100, 3, 3, current_timestamp);
        insert into stock_move (move_id, item_id, kind, delta, stock_after, reason, correlation_id,
            created_at)
          values (<41>, 1, 'RECEIVE', 120, 120, 'new', 'c', current_timestamp),
                 (<42>, 1, 'ADJUST', -20, 100, 'broken', 'c', current_timestamp);
        insert into point_account (user_id, balance, booked, version)
          values ('ann', 50, 70, 3), ('bob', 0, 0, 0);
        insert into shop_order (order_id, user_id, status, total, created_at, pay_by, sweep_after,
            correlation_id)
          values (<1>, 'ann', 'PAID', 30, current_timestamp, current_timestamp, null, 'c'),
                 (<2>, 'ann', 'PAYING', 20, current_timestamp, current_timestamp, null, 'c'),
                 (<3>, 'ann', 'CREATED', 10, current_timestamp,
                  current_timestamp + interval '1' hour, current_timestamp + interval '1' hour,
                  'c'),
                 (<4>, 'ann', 'EXPIRED', 10, current_timestamp, current_timestamp, null, 'c'),
                 (<5>, 'ann', 'CANCELLED', 10, current_timestamp, current_timestamp, null, 'c');
        insert into order_line (order_id, item_id, name, price, quantity, amount)
          values (<1>, 1, 'Lamp', 10, 3, 30), (<2>, 1, 'Lamp', 10, 2, 20),
                 (<3>, 1, 'Lamp', 10, 1, 10), (<4>, 1, 'Lamp', 10, 1, 10),
                 (<5>, 1, 'Lamp', 10, 1, 10);
        insert into order_transition (order_id, from_status, to_status, created_at, actor,
            correlation_id)
          values (<1>, null, 'CREATED', current_timestamp, 'ann', 'c'),
                 (<1>, 'CREATED', 'PAYING', current_timestamp, 'ann', 'c'),
                 (<1>, 'PAYING', 'PAID', current_timestamp, 'openbell', 'c'),
                 (<2>, null, 'PAYING', current_timestamp, 'ann', 'c'),
                 (<3>, null, 'CREATED', current_timestamp, 'ann', 'c'),
                 (<4>, null, 'CREATED', current_timestamp, 'ann', 'c'),
                 (<4>, 'CREATED', 'EXPIRED', current_timestamp, 'openbell', 'c'),
                 (<5>, null, 'PAYING', current_timestamp, 'ann', 'c'),
                 (<5>, 'PAYING', 'CANCELLED', current_timestamp, 'openbell', 'c');
        insert into payment (payment_id, order_id, user_id, method, amount, result, fail_reason,
            correlation_id, accepted_at, finalized_at, publish_after)
          values (<11>, <1>, 'ann', 'POINTS', 30, 'SUCCESS', null, 'c', current_timestamp,
                  current_timestamp, null),
                 (<12>, <2>, 'ann', 'POINTS', 20, 'PENDING', null, 'c', current_timestamp, null,
                  current_timestamp + interval '1' hour),
                 (<15>, <5>, 'ann', 'POINTS', 10, 'FAIL', 'X', 'c', current_timestamp,
                  current_timestamp, null);
        insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
            payment_id, correlation_id, created_at)
          values (<21>, 'ann', 'CHARGE', 100, 100, 1, null, 'c', current_timestamp),
                 (<22>, 'ann', 'USE', 30, 70, 3, <11>, 'c', current_timestamp);
        insert into point_lot (lot_id, user_id, entry_id, granted, remaining, expires_at, due_at)
          values (<31>, 'ann', <21>, 100, 70, current_timestamp + interval '1' day,
                  current_timestamp + interval '1' day);
        insert into point_entry_lot (entry_id, lot_id, amount) values (<22>, <31>, 30);
        insert into coupon (coupon_id, name, kind, discount, scope, total, issued, opens_at,
            closes_at, valid_days, created_at)
          values (1, 'Spring', 'FIXED', 10, 'ORDER', 3, 2, current_timestamp,
                  current_timestamp + interval '1' day, 30, current_timestamp),
                 (2, 'Summer', 'FIXED', 10, 'ORDER', 3, 0, current_timestamp,
                  current_timestamp + interval '1' day, 30, current_timestamp);
        insert into user_coupon (user_coupon_id, coupon_id, user_id, no, user_no, per_user,
            issued_at, expires_at, correlation_id)
          values (<51>, 1, 'ann', 1, 1, 1, current_timestamp,
                  current_timestamp + interval '1' day, 'c'),
                 (<52>, 1, 'bob', 2, 1, 1, current_timestamp,
                  current_timestamp + interval '1' day, 'c')""");
  }

  @AfterEach
  void nothingIsLeft() {
    SharedServers.get();
    TABLES.forEach(table -> jdbc.sql("delete from " + table).update());
    jdbc.sql("delete from shedlock").update();
  }

  /** {@code <1>} is the id that ends with 01. */
  private void change(String sql) {
    for (String statement : sql.split(";")) {
      jdbc.sql(
              statement
                  .replaceAll("<(\\d)>", "<0$1>")
                  .replaceAll("<(\\d+)>", "cast('0199f3a0-7c1e-7b52-9d1f-0000000000$1' as uuid)"))
          .update();
    }
  }

  private List<Disagreement> found() {
    return books.stream().flatMap(some -> some.disagreements().stream()).toList();
  }

  private double counted(String of) {
    return metrics().value("openbell_reconcile_disagreements_total", "of=\"" + of + "\"");
  }

  private String state() {
    return TABLES.stream()
        .map(table -> jdbc.sql("select * from " + table + " order by 1, 2").query().listOfRows())
        .toList()
        .toString();
  }

  @Test
  void booksThatAgreeAreNotReportedThoughAPaymentIsPending() {
    assertThat(found()).isEmpty();
  }

  @Test
  void aDisagreementSaysBothSidesInTheSameWords() {
    change("update item set sold = 2");
    change("update point_account set balance = 49, booked = 71 where user_id = 'ann'");
    change("update shop_order set total = 31 where order_id = <1>");
    change("update order_transition set from_status = 'CREATED' where to_status = 'PAID'");
    change("update user_coupon set no = 3 where no = 2");
    change("update coupon set issued = 1 where coupon_id = 2");

    assertThat(found())
        .containsExactlyInAnyOrder(
            new Disagreement(
                "item 1", "stock 100 reserved 3 sold 2", "stock 100 reserved 3 sold 3"),
            new Disagreement(
                "account of ann",
                "balance 49 booked 71 remaining 70",
                "balance 50 booked 70 remaining 70"),
            new Disagreement(
                "order 0199f3a0-7c1e-7b52-9d1f-000000000001",
                "total 31 paying 0 paid 31 status [PAID]",
                "total 30 paying 0 paid 30 status [PAYING, PAID]"),
            new Disagreement("coupon 1", "issued 2 last no 2", "issued 2 last no 3"),
            new Disagreement("coupon 2", "issued 1 last no 1", "issued 0 last no 0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          item    | update item set stock = 101
          item    | update item set reserved = 2
          item    | update item set sold = 4
          item    | delete from stock_move where delta = -20
          item    | update order_line set quantity = 2 where order_id = <3>
          item    | update order_line set quantity = 4 where order_id = <1>
          item    | update shop_order set status = 'EXPIRED', sweep_after = null where order_id = <3>
          account | update point_account set balance = 51 where user_id = 'ann'
          account | update point_account set booked = 71 where user_id = 'ann'
          account | update point_account set booked = 1 where user_id = 'bob'
          account | update point_lot set remaining = 69
          account | update point_entry set amount = 29 where kind = 'USE'
          account | update payment set amount = 19 where result = 'PENDING'
          coupon  | update coupon set issued = 3 where coupon_id = 1
          coupon  | update coupon set issued = 1 where coupon_id = 2
          coupon  | delete from user_coupon where no = 1
          coupon  | update user_coupon set no = 3 where no = 2
          coupon  | update user_coupon set coupon_id = 2 where no = 2
          order   | update shop_order set total = 11 where order_id = <3>
          order   | update order_line set amount = 11 where order_id = <4>
          order   | update payment set amount = 31 where result = 'SUCCESS'
          order   | update payment set amount = 19 where result = 'PENDING'
          order   | update shop_order set status = 'PAID' where order_id = <2>
          order   | update shop_order set status = 'CANCELLED' where order_id = <2>
          order   | update payment set order_id = <3> where result = 'PENDING'
          order   | update shop_order set status = 'CANCELLED' where order_id = <4>
          order   | update shop_order set status = 'EXPIRED', sweep_after = null where order_id = <3>
          order   | delete from order_transition where order_id = <4> and to_status = 'EXPIRED'
          order   | delete from order_transition where order_id = <3>
          order   | update order_transition set from_status = null where to_status = 'EXPIRED'
          """)
  void aShopThatDisagreesWithItselfIsReportedAndLeftAsItIs(String of, String corruption) {
    change(corruption);
    String before = state();
    double reported = counted(of);

    reconciliation.reconcile();

    assertThat(counted(of)).isGreaterThan(reported);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void whatIsOrderedPaidCancelledAndExpiresAgreesAtEveryMoment() {
    nothingIsLeft();
    long lamp =
        post("/api/item", Map.of(), "{\"name\":\"Lamp\",\"price\":10,\"stock\":500}")
            .data()
            .get("itemId")
            .asLong();
    post("/api/item/" + lamp + "/stock", Map.of(), "{\"delta\":-100,\"reason\":\"broken\"}");
    List<CompletableFuture<?>> clients =
        IntStream.range(0, 8)
            .<CompletableFuture<?>>mapToObj(
                i -> CompletableFuture.runAsync(() -> shop("user-" + i, lamp)))
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(clients.toArray(CompletableFuture<?>[]::new));

    List<Disagreement> found;
    do {
      found = found();
    } while (found.isEmpty() && !all.isDone());

    all.join();
    assertThat(found).isEmpty();
    Awaitility.await()
        .until(() -> number("select count(*) from shop_order where status = 'EXPIRED'") == 8 * 3);
    assertThat(number("select count(*) from payment where result = 'PENDING'")).isEqualTo(8 * 6);
    assertThat(found()).isEmpty();
  }

  /** Of three orders each, one is paid later, one is cancelled, and one expires. */
  private void shop(String user, long item) {
    Map<String, String> by = Map.of("X-USER-ID", user);
    String two = "{\"items\":[{\"itemId\":%d,\"quantity\":2}],\"payNow\":%b}";
    post("/api/point/charge", by, "{\"amount\":1000}");
    for (int i = 0; i < 3; i++) {
      assertThat(post("/api/order", by, two.formatted(item, true)).status()).isEqualTo(201);
      List<String> orders =
          IntStream.range(0, 3)
              .mapToObj(n -> post("/api/order", by, two.formatted(item, false)))
              .map(reply -> reply.data().get("orderId").asString())
              .toList();
      post("/api/order/" + orders.get(0) + "/payment", by, "{}");
      post("/api/order/" + orders.get(1) + "/cancel", by, "{\"reason\":\"enough\"}");
      jdbc.sql(
              "update shop_order set pay_by = current_timestamp, sweep_after = current_timestamp"
                  + " where order_id = ?")
          .param(UUID.fromString(orders.get(2)))
          .update();
    }
  }

  @Test
  void whoeverHoldsRowsOfTheShopHoldsItUpNoMoment() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              for (String table : TABLES) {
                jdbc.sql("select * from " + table + " for update").query().listOfRows();
              }
              double done = metrics().value("openbell_reconcile_seconds_count");

              CompletableFuture.runAsync(reconciliation::reconcile).join();

              assertThat(metrics().value("openbell_reconcile_seconds_count")).isEqualTo(done + 1);
            });
  }

  @Test
  void aTableIsWalkedThroughToItsEndAndAnewHoweverItGrows() {
    TableWalk<UUID> walk =
        new TableWalk<>(jdbc, "shop_order", "order_id", UUID.class, new UUID(0, 0), 2);

    assertThat(Stream.generate(() -> ordersOf(walk)).limit(4))
        .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5), List.of(1, 2));
    change("delete from order_line where order_id = <5>");
    change("delete from order_transition where order_id = <5>");
    change("delete from payment where order_id = <5>");
    change("delete from shop_order where order_id = <5>");
    assertThat(Stream.generate(() -> ordersOf(walk)).limit(3))
        .containsExactly(List.of(3, 4), List.of(1, 2), List.of(3, 4));
  }

  private List<Integer> ordersOf(TableWalk<UUID> walk) {
    return walk.next().stream()
        .flatMap(
            stretch ->
                jdbc
                    .sql(
                        "select order_id from shop_order where order_id > ? and order_id <= ?"
                            + " order by order_id")
                    .params(stretch.after(), stretch.last())
                    .query(UUID.class)
                    .list()
                    .stream())
        .map(id -> (int) (id.getLeastSignificantBits() & 0xff))
        .toList();
  }
}
