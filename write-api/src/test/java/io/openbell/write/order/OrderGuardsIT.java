package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.order.Refusal;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.Desks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Whatever others do between reading and writing, the guards in the database hold. */
class OrderGuardsIT extends RunningShop {
  private static final PaymentsToPublish NOBODY = payments -> {};

  @Autowired private Desks desks;
  @Autowired private OrderCommit commit;
  @Autowired private OrderTable table;
  @Autowired private GuardedTransaction transaction;
  @Autowired private JdbcTemplate template;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private DeskProperties desk;
  @Autowired private OrderProperties properties;

  private static OrderRequest request(String user, boolean payNow, long... items) {
    List<Wish> wishes = new ArrayList<>();
    for (long item : items) {
      wishes.add(new Wish(item, 1, OptionalLong.empty()));
    }
    return new OrderRequest(
        new UserId(user),
        wishes,
        payNow,
        null,
        "c-" + user,
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  /** A desk of its own, which stands in no lane of the others'. */
  private Answer<OrderOutcome> at(String name, OrderCommit commit, OrderRequest request) {
    Desk<OrderRequest, OrderOutcome> own = desks.open(name, commit, () -> false);
    return own.submit(request).join();
  }

  private OrderCommit with(OrderTable table) {
    return new OrderCommit(table, NOBODY, transactions, desk, properties);
  }

  /** Orders something else between reading and writing, once. */
  private OrderTable meanwhile(OrderRequest other) {
    AtomicBoolean once = new AtomicBoolean(true);
    return new OrderTable(template, jdbc) {
      @Override
      void insert(List<NewOrder> orders) {
        if (once.getAndSet(false)) {
          elsewhere(() -> at("early", commit, other));
        }
        super.insert(orders);
      }
    };
  }

  /** On another thread, and so in a transaction of its own. */
  private static <T> T elsewhere(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task).start()).join();
  }

  private static Answer<OrderOutcome> refused(Refusal refusal) {
    return new Answer.Decided<>(new OrderOutcome.Refused(refusal));
  }

  @Test
  void whatAnotherLaneHasReservedMeanwhileIsNotSoldAgain() {
    long item = item(100, 1);

    assertThat(at("late", with(meanwhile(request("a", false, item))), request("b", false, item)))
        .isEqualTo(refused(new Refusal.SoldOut(item)));
    assertThat(reservedOf(item)).isEqualTo(1);
    assertThat(orderedOf(item)).isEqualTo(1);
    assertThat(orders("b")).isZero();
  }

  @Test
  void pointsThatAnotherLaneHasTakenMeanwhileAreNotSpentAgain() {
    long here = item(700, 9);
    long there = item(700, 9);
    String user = user(1_000);

    assertThat(at("late", with(meanwhile(request(user, true, there))), request(user, true, here)))
        .isEqualTo(refused(new Refusal.PointShort(700, 300)));
    assertThat(balance(user)).isEqualTo(300);
    assertThat(reservedOf(here)).isZero();
    assertThat(reservedOf(there)).isEqualTo(1);
    assertThat(orders(user)).isEqualTo(1);
  }

  /** The constraints behind them would hold, too; then the group would fail and be tried again. */
  @Test
  void theGuardsRefuseWhatIsNotThere() {
    long item = item(100, 3);
    String user = user(1_000);

    assertThat(table.reserve(new TreeMap<>(Map.of(item, 4L)))).isFalse();
    assertThat(table.takePoints(new TreeMap<>(Map.of(user, 1_001L)))).isFalse();
    assertThat(reservedOf(item)).isZero();
    assertThat(balance(user)).isEqualTo(1_000);

    assertThat(table.reserve(new TreeMap<>(Map.of(item, 3L)))).isTrue();
    assertThat(table.takePoints(new TreeMap<>(Map.of(user, 1_000L)))).isTrue();
  }

  @Test
  void whatIsStoppedMeanwhileIsNotSold() {
    long item = item(100, 9);
    AtomicBoolean once = new AtomicBoolean(true);
    OrderTable stopped =
        new OrderTable(template, jdbc) {
          @Override
          void insert(List<NewOrder> orders) {
            if (once.getAndSet(false)) {
              elsewhere(
                  () ->
                      template.update(
                          "update item set status = 'STOPPED' where item_id = ?", item));
            }
            super.insert(orders);
          }
        };

    assertThat(at("late", with(stopped), request("b", false, item)))
        .isEqualTo(refused(new Refusal.NotOnSale(item)));
    assertThat(reservedOf(item)).isZero();
  }

  @Test
  void rowsAreLockedInOneOrderWhateverTheOrderOfTheLines() {
    long a = item(10, 9);
    long b = item(10, 9);
    long c = item(10, 9);
    List<Object> locked = Collections.synchronizedList(new ArrayList<>());
    OrderTable watched =
        new OrderTable(template, jdbc) {
          @Override
          boolean reserve(SortedMap<Long, Long> quantities) {
            locked.addAll(quantities.keySet());
            return super.reserve(quantities);
          }

          @Override
          boolean takePoints(SortedMap<String, Long> amounts) {
            locked.addAll(amounts.keySet());
            return super.takePoints(amounts);
          }
        };
    String user = user(100);

    assertThat(at("watched", with(watched), request(user, true, c, a, b)))
        .isInstanceOf(Answer.Decided.class);

    assertThat(locked).containsExactly(user, a, b, c);
  }

  @Test
  void whatIsPutBackIsLockedInTheSameOrder() {
    long a = item(10, 9);
    long b = item(10, 9);
    long c = item(10, 9);
    String user = user(0);
    List<UUID> both =
        List.of(
            UUID.fromString(ordered(user, line(c, 1), line(a, 2))),
            UUID.fromString(ordered(user, line(b, 3), line(a, 1))));

    assertThat(new OrderRows(template, jdbc).quantities(both))
        .containsExactly(Map.entry(a, 3L), Map.entry(b, 3L), Map.entry(c, 1L));
  }

  /** Does something else when an order was read and is not yet changed, once. */
  private OrderRows meanwhile(Supplier<?> other) {
    AtomicBoolean once = new AtomicBoolean(true);
    return new OrderRows(template, jdbc) {
      @Override
      Optional<Row> find(UUID orderId, String userId) {
        Optional<Row> found = super.find(orderId, userId);
        if (once.getAndSet(false)) {
          elsewhere(other);
        }
        return found;
      }
    };
  }

  /** The order runs out when its payment has read it and not yet changed it. */
  @Test
  void anOrderThatRunsOutWhileItIsPaidIsNotPaid() {
    String user = user(700);
    String order = ordered(user, line(item(700, 1), 1));
    UUID id = UUID.fromString(order);
    OrderRows runningOut =
        meanwhile(
            () ->
                template.update(
                    """
                    update shop_order set pay_by = current_timestamp - interval '1' minute
                     where order_id = ?""",
                    id));

    PaymentOutcome outcome =
        new OrderPayment(table, runningOut, transaction, NOBODY, desk)
            .pay(new OrderPayment.Request(id, new UserId(user), null, "c"));

    assertThat(outcome).isInstanceOf(PaymentOutcome.Expired.class);
    assertThat(balance(user)).isEqualTo(700);
    assertThat(payments(order)).isZero();
  }

  @Test
  void anOrderThatIsPaidWhileItIsCancelledIsNotCancelled() {
    String user = user(700);
    long item = item(700, 9);
    ordered(user, line(item, 1));
    String order = ordered(user, line(item, 1));
    OrderRows paidMeanwhile = meanwhile(() -> pay(user, null, order));

    CancelOutcome outcome =
        new OrderCancellation(paidMeanwhile, transaction)
            .cancel(
                new OrderCancellation.Request(
                    UUID.fromString(order), new UserId(user), "too late", null, "c"));

    assertThat(outcome).isEqualTo(new CancelOutcome.NotCancellable(OrderStatus.PAYING));
    assertThat(statusOfOrder(order)).isEqualTo("PAYING");
    assertThat(reservedOf(item)).isEqualTo(2);
  }

  /** What one of two reads of the order, the other has done meanwhile, under the same key. */
  @Test
  void aRepetitionOfWhatIsBeingPaidGetsTheSameAnswer() {
    String user = user(700);
    String order = ordered(user, line(item(700, 9), 1));
    UUID id = UUID.fromString(order);
    OrderPayment.Request request =
        new OrderPayment.Request(id, new UserId(user), new IdempotencyKey("k"), "c");
    OrderPayment first =
        new OrderPayment(table, new OrderRows(template, jdbc), transaction, NOBODY, desk);
    AtomicBoolean once = new AtomicBoolean(true);
    OrderRows slow =
        new OrderRows(template, jdbc) {
          @Override
          Optional<KnownPayment> knownPayment(String userId, IdempotencyKey key) {
            Optional<KnownPayment> known = super.knownPayment(userId, key);
            if (once.getAndSet(false)) {
              elsewhere(() -> first.pay(request));
            }
            return known;
          }
        };

    PaymentOutcome repeated = new OrderPayment(table, slow, transaction, NOBODY, desk).pay(request);

    assertThat(repeated).isEqualTo(first.pay(request)).isInstanceOf(PaymentOutcome.Paying.class);
    assertThat(payments(order)).isEqualTo(1);
    assertThat(balance(user)).isZero();
  }

  @Test
  void paymentsAreToldOnceTheyAreCommittedAndOnlyThen() {
    String user = user(10_000);
    long item = item(700, 9);
    List<AcceptedPayment> told = Collections.synchronizedList(new ArrayList<>());
    PaymentsToPublish publisher =
        payments -> {
          for (AcceptedPayment one : payments) {
            assertThat(
                    elsewhere(
                        () ->
                            number(
                                "select count(*) from payment where payment_id = ?",
                                one.paymentId())))
                .isEqualTo(1);
          }
          told.addAll(payments);
        };
    OrderCommit telling = new OrderCommit(table, publisher, transactions, desk, properties);
    String order = ordered(user, line(item, 1));
    OrderPayment.Request pay =
        new OrderPayment.Request(
            UUID.fromString(order), new UserId(user), new IdempotencyKey("k"), "c");
    OrderPayment paying =
        new OrderPayment(table, new OrderRows(template, jdbc), transaction, publisher, desk);

    at("telling", telling, request(user, true, item));
    at("telling-nothing", telling, request(user, false, item));
    paying.pay(pay);
    paying.pay(pay);

    Awaitility.await().until(() -> told.size() >= 2);
    assertThat(told).hasSize(2).allSatisfy(one -> assertThat(one.amount()).isEqualTo(700));
    assertThat(told.get(1).orderId()).isEqualTo(UUID.fromString(order));
  }
}
