package io.openbell.testkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.audit.ShopLog.Attempt;
import io.openbell.testkit.audit.ShopLog.Cancel;
import io.openbell.testkit.audit.ShopLog.Charge;
import io.openbell.testkit.audit.ShopLog.Issue;
import io.openbell.testkit.audit.ShopLog.Order;
import io.openbell.testkit.audit.ShopLog.Pay;
import io.openbell.testkit.audit.ShopLog.Request;
import io.openbell.testkit.audit.ShopLog.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For each invariant of the shop a corrupted set of data, which the checker has to name. */
class ShopAuditTest {
  private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

  private final ShopLog clients = new ShopLog();
  private Books database;

  private static UUID id(int n) {
    return UUID.fromString("00000000-0000-0000-0000-%012d".formatted(n));
  }

  /**
   * Ann pays order 1, and order 5 at once; her order 4 expires. Bob has order 2 to pay and cancels
   * order 3; his points have expired. Of coupon 1 he has the first and ann the second. The tables
   * are as the services have them, but for the constraints, which would not let us corrupt
   * anything, and ids that are short: {@code 1} stands for an id that ends with it.
   */
  @BeforeEach
  void ordersAsTheyShouldBe() {
    database =
        new Books(
            Map.of(
                "spring.datasource.url",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "spring.datasource.username",
                "sa",
                "spring.datasource.password",
                ""));
    execute(
        """
        create table item (item_id bigint, stock bigint, reserved bigint, sold bigint);
        create table stock_move (item_id bigint, delta bigint, idempotency_key varchar);
        create table point_account (user_id varchar, balance bigint, booked bigint,
          version bigint);
        create table point_entry (entry_id uuid, user_id varchar, kind varchar, amount bigint,
          booked_after bigint, account_version bigint, payment_id uuid, idempotency_key varchar);
        create table point_lot (lot_id uuid, user_id varchar, entry_id uuid, granted bigint,
          remaining bigint);
        create table point_entry_lot (entry_id uuid, lot_id uuid, amount bigint);
        create table shop_order (order_id uuid, user_id varchar, status varchar, total bigint,
          pay_by timestamp with time zone, idempotency_key varchar);
        create table order_line (order_id uuid, item_id bigint, price bigint, quantity bigint,
          amount bigint);
        create table order_transition (order_id uuid, from_status varchar, to_status varchar,
          actor varchar, idempotency_key varchar);
        create table payment (payment_id uuid, order_id uuid, user_id varchar, amount bigint,
          result varchar, fail_reason varchar, idempotency_key varchar,
          accepted_at timestamp with time zone);
        create table coupon (coupon_id bigint, total bigint, issued bigint, per_user int);
        create table user_coupon (user_coupon_id uuid, coupon_id bigint, user_id varchar,
          no bigint);

        insert into item values (1, 100, 2, 3), (2, 10, 0, 1);
        insert into stock_move values (1, 120, null), (1, -20, 'm1'), (2, 10, 'm1');
        insert into shop_order values
          (<1>, 'ann', 'PAID', 30, timestamp '2026-11-20 10:00:00', 'o1'),
          (<2>, 'bob', 'CREATED', 20, current_timestamp + interval '10' minute, 'o2'),
          (<3>, 'bob', 'CANCELLED', 25, timestamp '2026-11-20 10:00:00', 'o3'),
          (<4>, 'ann', 'EXPIRED', 10, timestamp '2026-11-20 10:00:00', 'o4'),
          (<5>, 'ann', 'PAID', 5, timestamp '2026-11-20 10:00:00', 'o5');
        insert into order_line values
          (<1>, 1, 10, 3, 30), (<2>, 1, 10, 2, 20), (<3>, 1, 10, 2, 20), (<3>, 2, 5, 1, 5),
          (<4>, 1, 10, 1, 10), (<5>, 2, 5, 1, 5);
        insert into order_transition values
          (<1>, null, 'CREATED', 'ann', null), (<1>, 'CREATED', 'PAYING', 'ann', null),
          (<1>, 'PAYING', 'PAID', 'openbell', null),
          (<2>, null, 'CREATED', 'bob', null), (<3>, null, 'CREATED', 'bob', null),
          (<3>, 'CREATED', 'CANCELLED', 'bob', 'x3'),
          (<4>, null, 'CREATED', 'ann', null), (<4>, 'CREATED', 'EXPIRED', 'openbell', null),
          (<5>, null, 'PAYING', 'ann', null), (<5>, 'PAYING', 'PAID', 'openbell', null);
        insert into payment values
          (<11>, <1>, 'ann', 30, 'SUCCESS', null, 'p1', timestamp '2026-11-20 10:00:00'),
          (<15>, <5>, 'ann', 5, 'SUCCESS', null, null, timestamp '2026-11-20 10:00:00');
        insert into point_account values ('ann', 75, 75, 6), ('bob', 0, 0, 2), ('cat', 0, 0, 0);
        insert into point_entry values
          (<21>, 'ann', 'CHARGE', 100, 100, 1, null, 'c1'),
          (<22>, 'ann', 'USE', 30, 70, 3, <11>, null),
          (<23>, 'ann', 'CHARGE', 10, 80, 4, null, 'c2'),
          (<24>, 'ann', 'USE', 5, 75, 6, <15>, null),
          (<25>, 'bob', 'CHARGE', 50, 50, 1, null, 'c1'),
          (<26>, 'bob', 'EXPIRE', 50, 0, 2, null, null);
        insert into point_lot values (<31>, 'ann', <21>, 100, 65), (<32>, 'ann', <23>, 10, 10),
          (<33>, 'bob', <25>, 50, 0);
        insert into coupon values (1, 3, 2, 1), (2, 5, 0, 2);
        insert into user_coupon values (<41>, 1, 'bob', 1), (<42>, 1, 'ann', 2);
        insert into point_entry_lot values (<22>, <31>, 30), (<24>, <31>, 5), (<26>, <33>, 50)""");
    told(new Charge("ann", "c1", 100), 21);
    told(new Charge("ann", "c2", 10), 23);
    told(new Charge("bob", "c1", 50), 25);
    told(new Order("ann", "o1", Map.of(1L, 3L), false), 1);
    told(new Order("bob", "o2", Map.of(1L, 2L), false), 2);
    told(new Order("bob", "o3", Map.of(1L, 2L, 2L, 1L), false), 3);
    told(new Order("ann", "o4", Map.of(1L, 1L), false), 4);
    refused(new Order("ann", "o5", Map.of(2L, 1L), true), 0, "");
    told(new Order("ann", "o5", Map.of(2L, 1L), true), 5);
    told(new Pay("ann", "p1", id(1)), 11);
    refused(new Pay("ann", "p4", id(4)), 200, "ORDER_EXPIRED");
    told(new Cancel("bob", "x3", id(3)), 3);
    refused(new Issue("bob", 1), 0, "");
    clients.add(
        new Attempt(
            new Issue("bob", 1), TEN, TEN, 200, "COUPON_ALREADY_ISSUED", id(41).toString()));
    told(new Issue("ann", 1), 42);
    refused(new Issue("cat", 2), 200, "NOT_STARTED");
    clients.add(new Shown(TEN, 1, 120, 0, 0, 120));
    clients.add(new Shown(TEN, 1, 100, 2, 3, 95));
  }

  /** {@code <1>} is id 1. */
  private void execute(String sql) {
    database.execute(
        sql.replaceAll("<(\\d+)>", "uuid '00000000-0000-0000-0000-0000000000$1'")
            .replaceAll("-0000000000(\\d)'", "-00000000000$1'"));
  }

  private void told(Request request, int id) {
    clients.add(new Attempt(request, TEN, TEN, 200, "01", id(id).toString()));
  }

  private void refused(Request request, int status, String code) {
    clients.add(new Attempt(request, TEN, TEN, status, code, ""));
  }

  private List<String> violated() {
    return ShopAudit.of(clients, database, Set.of()).stream()
        .map(Violation::invariant)
        .distinct()
        .toList();
  }

  @Test
  void whatIsAsItShouldBeIsFoundSo() {
    assertThat(ShopAudit.of(clients, database, Set.of())).isEmpty();
    assertThat(ShopAudit.of(database)).isEmpty();
  }

  @Test
  void whatServicesWarmUpWithNobodyHasAskedFor() {
    execute(
        """
        insert into point_account values ('warm-up-0-1', 8, 8, 2);
        insert into shop_order values
          (<6>, 'warm-up-0-1', 'PAID', 5, timestamp '2026-11-20 10:00:00', null);
        insert into order_line values (<6>, 2, 5, 1, 5);
        insert into order_transition values
          (<6>, null, 'PAYING', 'warm-up-0-1', null), (<6>, 'PAYING', 'PAID', 'openbell', null);
        insert into payment values
          (<16>, <6>, 'warm-up-0-1', 5, 'SUCCESS', null, null, timestamp '2026-11-20 10:00:00');
        insert into point_entry values
          (<27>, 'warm-up-0-1', 'CHARGE', 13, 13, 1, null, null),
          (<28>, 'warm-up-0-1', 'USE', 5, 8, 2, <16>, null);
        insert into point_lot values (<34>, 'warm-up-0-1', <27>, 13, 8);
        insert into point_entry_lot values (<28>, <34>, 5);
        update item set sold = 2 where item_id = 2""");

    assertThat(ShopAudit.of(clients, database, Set.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S1: stock is what       | update item set stock = 4, reserved = 2 where item_id = 1
          S1: stock is what       | update item set reserved = -1 where item_id = 2
          S1: stock is the sum    | update item set stock = 101 where item_id = 1
          S1: stock is the sum    | delete from stock_move where delta = -20
          S1: reserved is         | update item set reserved = 1 where item_id = 1
          S1: reserved is         | update item set reserved = 1 where item_id = 2
          S1: reserved is         | delete from order_line where order_id = <2>
          S1: sold is             | update item set sold = 4 where item_id = 1
          S1: sold is             | update order_line set quantity = 4 where order_id = <1>
          S1: what is shown last  | update item set sold = 2 where item_id = 1
          S2: no more of a coupon | update coupon set total = 1 where coupon_id = 1
          S2: no more of a coupon | update coupon set issued = -1 where coupon_id = 2
          S2: what is issued      | update coupon set issued = 3 where coupon_id = 1
          S2: what is issued      | update coupon set issued = 1 where coupon_id = 2
          S2: what is issued      | delete from coupon where coupon_id = 1
          S2: what is issued      | delete from user_coupon where no = 2
          S2: what is issued      | delete from user_coupon where no = 1
          S2: what is issued      | delete from user_coupon
          S2: what is issued      | update user_coupon set no = 3 where no = 2
          S2: what is issued      | update user_coupon set no = 0 where no = 1
          S2: what is issued      | update user_coupon set no = 2
          S2: what is issued      | update user_coupon set coupon_id = 2 where no = 2
          S2: nobody has more     | update user_coupon set user_id = 'ann'
          S3: a balance is        | update point_account set balance = 74 where user_id = 'ann'
          S3: a balance is        | update payment set result = 'PENDING' where payment_id = <11>
          S3: a balance is        | update point_account set balance = -1 where user_id = 'bob'
          S3: a balance is        | delete from point_account where user_id = 'ann'
          S3: what is booked is the sum | update point_account set booked = 76 where user_id = 'ann'
          S3: what is booked is the sum | delete from point_entry where entry_id = <26>
          S3: what is booked is what remains | update point_lot set remaining = 64 where lot_id = <31>
          S3: what is booked is what remains | delete from point_lot where lot_id = <32>
          S3: each payment        | delete from point_entry where entry_id = <24>
          S3: each payment        | update point_entry set payment_id = null where entry_id = <24>
          S3: each payment        | update payment set result = 'FAIL' where payment_id = <15>
          S3: each payment        | update payment set amount = 6 where payment_id = <15>
          S3: what an entry takes | update point_entry_lot set amount = 29 where entry_id = <22>
          S3: what an entry takes | delete from point_entry_lot where entry_id = <26>
          S3: what an entry takes | insert into point_entry_lot values (<21>, <31>, 1)
          S3: each charge         | update point_lot set granted = 101 where lot_id = <31>
          S3: each charge         | insert into point_lot values (<34>, 'bob', <25>, 0, 0)
          S3: what is gone        | update point_lot set granted = 11 where lot_id = <32>
          S3: what is gone        | update point_entry_lot set lot_id = <32> where entry_id = <24>
          S3: nobody uses         | update point_entry_lot set lot_id = <33> where entry_id = <22>
          S3: what an entry says  | update point_entry set booked_after = 71 where entry_id = <22>
          S3: what an entry says  | update point_entry set booked_after = 76 where entry_id = <24>
          S3: what an entry says  | update point_entry set booked_after = booked_after + 7 where user_id = 'bob'
          S3: what an entry says  | update point_entry set account_version = 5 where entry_id = <22>
          S3: what an entry says  | update point_entry set account_version = 1 where user_id = 'bob'
          S3: an entry is         | update point_account set version = 5 where user_id = 'ann'
          S4: a line's amount     | update order_line set price = 11 where order_id = <2>
          S4: an order's total    | update shop_order set total = 31 where order_id = <1>
          S4: an order's total    | update order_line set amount = 6 where order_id = <5>
          S4: an order's total    | update shop_order set total = 0 where order_id = <4>; delete from order_line where order_id = <4>
          S4: an order has one    | insert into payment values (<19>, <1>, 'ann', 30, 'SUCCESS', null, 'p9', current_timestamp)
          S4: a payment is        | update payment set amount = 31 where payment_id = <11>
          S4: a payment is        | update payment set user_id = 'bob' where payment_id = <11>
          S5: an order and its    | update shop_order set status = 'PAYING' where order_id = <1>
          S5: an order and its    | update shop_order set status = 'EXPIRED' where order_id = <1>
          S5: an order and its    | update shop_order set status = 'PAID' where order_id = <2>
          S5: an order and its    | update payment set result = 'FAIL' where payment_id = <11>
          S5: an order and its    | delete from payment where payment_id = <11>
          S5: an order's trans    | update shop_order set status = 'CANCELLED' where order_id = <4>
          S5: an order's trans    | delete from order_transition where order_id = <5> and from_status is null
          S5: an order's trans    | delete from order_transition where order_id = <2>
          S5: an order's trans    | update order_transition set from_status = 'CREATED' where to_status = 'PAID'
          S5: an order's trans    | insert into order_transition values (<4>, 'CREATED', 'CANCELLED', 'ann', null)
          S5: an order's trans    | insert into order_transition values (<1>, 'PAID', 'CANCELLED', 'ann', null)
          S5: an order's trans    | insert into order_transition values (<1>, null, 'PAYING', 'ann', null)
          S5: nothing stays       | update payment set result = 'PENDING' where payment_id = <11>
          S5: no order waits      | update shop_order set pay_by = current_timestamp - interval '31' second where order_id = <2>
          S5: nothing fails       | update payment set result = 'FAIL', fail_reason = 'X' where payment_id = <11>
          S6: one key             | update shop_order set idempotency_key = 'o1' where order_id = <4>
          S6: one key             | update point_entry set idempotency_key = 'c1' where entry_id = <23>
          S6: one key             | update payment set idempotency_key = 'p1', user_id = 'ann'
          S6: one key             | update order_transition set idempotency_key = 'x3', actor = 'bob' where order_id = <2>
          S6: one key             | update stock_move set idempotency_key = 'm1' where delta = 120
          S6: nobody gets         | update order_transition set idempotency_key = 'x9' where idempotency_key = 'x3'
          S6: nobody gets         | update order_transition set idempotency_key = null
          S6: nothing answered    | update order_transition set actor = 'ann' where idempotency_key = 'x3'
          S6: nothing answered    | delete from order_transition where idempotency_key = 'x3'
          S6: what was answered   | update order_transition set order_id = <2> where idempotency_key = 'x3'
          S6: what is there       | update order_transition set order_id = <2> where idempotency_key = 'x3'
          S6: nobody gets         | update user_coupon set user_id = 'cat' where no = 1
          S6: nothing answered    | delete from user_coupon where no = 2
          S6: nothing answered    | delete from user_coupon where no = 1
          S6: what was answered   | update user_coupon set user_coupon_id = <43> where no = 2
          S6: who is told no      | update user_coupon set coupon_id = 2, user_id = 'cat' where no = 1
          S6: nobody gets         | update point_entry set idempotency_key = 'c9' where entry_id = <25>
          S6: nobody gets         | update shop_order set idempotency_key = null where order_id = <4>
          S6: nobody gets         | update payment set idempotency_key = 'p9' where payment_id = <11>
          S6: nobody gets         | update payment set idempotency_key = null where payment_id = <11>
          S6: nobody gets         | update shop_order set status = 'CANCELLED' where order_id = <4>
          S6: nothing answered    | delete from point_entry where entry_id = <25>
          S6: nothing answered    | delete from shop_order where order_id = <4>
          S6: nothing answered    | delete from payment where payment_id = <11>
          S6: nothing answered    | delete from payment where payment_id = <15>
          S6: what was answered   | update point_entry set entry_id = <29> where entry_id = <25>
          S6: what was answered   | update shop_order set order_id = <9> where order_id = <4>
          S6: what is there       | update point_entry set amount = 51 where entry_id = <25>
          S6: what is there       | update order_line set quantity = 2 where order_id = <5>
          S6: what is there       | update payment set order_id = <4> where payment_id = <11>
          """)
  void whatIsCorruptedIsNamed(String invariant, String corruption) {
    execute(corruption);

    assertThat(violated()).anyMatch(named -> named.startsWith(invariant));
  }

  @Test
  void entriesThatAddUpToWhatIsBookedButNotOnTheWay() {
    execute(
        """
        update point_entry set booked_after = 110 where entry_id = <22>;
        update point_entry set booked_after = 105 where entry_id = <24>;
        update point_entry set booked_after = 75 where entry_id = <21>""");

    assertThat(ShopAudit.of(database))
        .extracting(Violation::invariant)
        .containsOnly("S3: what an entry says was booked after it is the sum of those up to it");
  }

  @Test
  void entriesAreInTheOrderOfTheirVersionsWhicheverWasWrittenFirst() {
    execute(
        """
        create table turned as select * from point_entry order by account_version desc;
        delete from point_entry;
        insert into point_entry select * from turned""");

    assertThat(violated()).isEmpty();
  }

  @Test
  void aFailureThatNobodyCaused() {
    execute(
        """
        update payment set result = 'FAIL', fail_reason = 'X' where payment_id = <15>;
        update shop_order set status = 'CANCELLED' where order_id = <5>;
        update order_transition set to_status = 'CANCELLED'
         where order_id = <5> and to_status = 'PAID';
        update item set sold = 0 where item_id = 2;
        delete from point_entry where entry_id = <24>;
        delete from point_entry_lot where entry_id = <24>;
        update point_lot set remaining = 70 where lot_id = <31>;
        update point_account set balance = 80, booked = 80 where user_id = 'ann'""");

    assertThat(violated()).containsExactly("S5: nothing fails by a fault alone");
    assertThat(ShopAudit.of(clients, database, Set.of("ann"))).isEmpty();
  }

  @Test
  void whatIsPendingIsNoContradiction() {
    execute(
        """
        update payment set result = 'PENDING' where payment_id = <15>;
        update shop_order set status = 'PAYING' where order_id = <5>;
        delete from order_transition where order_id = <5> and to_status = 'PAID';
        update item set sold = 0, reserved = 1 where item_id = 2;
        delete from point_entry where entry_id = <24>;
        delete from point_entry_lot where entry_id = <24>;
        update point_lot set remaining = 70 where lot_id = <31>;
        update point_account set booked = 80 where user_id = 'ann'""");

    assertThat(ShopAudit.of(database)).isEmpty();
    assertThat(violated()).containsExactly("S5: nothing stays PENDING");
  }

  @Test
  void aRequestThatWasNeverSettled() {
    refused(new Pay("bob", "p9", id(2)), 503, "UNAVAILABLE");
    assertThat(violated()).containsExactly("S6: asking again settles it");
  }

  @Test
  void aReplayWithAnotherAnswer() {
    told(new Order("ann", "o4", Map.of(1L, 1L), false), 9);
    assertThat(violated()).containsExactly("S6: every replay gets the first answer");
  }

  @Test
  void anOrderOfSomebodyWhoWasToldNo() {
    execute("update shop_order set idempotency_key = 'o9' where order_id = <4>");
    refused(new Order("ann", "o9", Map.of(1L, 1L), false), 200, "SOLD_OUT");
    assertThat(violated())
        .containsExactlyInAnyOrder(
            "S6: who is told no has got nothing", "S6: nothing answered OK is lost");
  }

  @Test
  void anOrderCalledOffThoughItsUserWasToldThatItCannotBe() {
    execute(
        """
        update shop_order set status = 'CANCELLED' where order_id = <4>;
        update order_transition set to_status = 'CANCELLED', actor = 'ann', idempotency_key = 'x4'
         where to_status = 'EXPIRED'""");
    refused(new Cancel("ann", "x4", id(4)), 200, "ORDER_NOT_CANCELLABLE");
    assertThat(violated()).containsExactly("S6: who is told no has got nothing");
  }

  @Test
  void aKeyMayBeUsedForAChargeAnOrderAndAPayment() {
    execute(
        """
        update shop_order set idempotency_key = 'c1' where order_id = <4>;
        update point_entry set idempotency_key = 'o1' where entry_id = <23>""");
    told(new Order("ann", "c1", Map.of(1L, 1L), false), 4);
    told(new Charge("ann", "o1", 10), 23);
    assertThat(violated()).containsExactly("S6: nothing answered OK is lost"); // of the old keys
  }

  @Test
  void figuresThatContradictThemselves() {
    clients.add(new Shown(TEN, 1, 100, 2, 3, 96));
    clients.add(new Shown(TEN, 1, 100, 2, 3, 95));
    assertThat(violated())
        .containsExactly(
            "S1: stock is shown as what is available, reserved and sold, none below 0");
  }

  @Test
  void figuresThatStayWrong() {
    clients.add(new Shown(TEN, 1, 100, 3, 3, 94));
    assertThat(violated()).containsExactly("S1: what is shown last is right");
  }
}
