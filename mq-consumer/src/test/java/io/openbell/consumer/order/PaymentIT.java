package io.openbell.consumer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.Stage;
import io.openbell.consumer.batch.Finalized;
import io.openbell.consumer.batch.Settling;
import io.openbell.consumer.batch.Settling.Settled;
import io.openbell.consumer.order.Shop.AccountRow;
import io.openbell.consumer.order.Shop.EntryRow;
import io.openbell.consumer.order.Shop.ItemRow;
import io.openbell.consumer.order.Shop.LotRow;
import io.openbell.consumer.order.Shop.Paying;
import io.openbell.core.item.UnlistedItems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PaymentIT extends ShopIT {

  @Test
  void aBatchOfSeveralUsersAndItemsIsPaidSoldAndBooked() {
    long book = shop.item(10);
    long pen = shop.item(10);
    String ann = shop.user("ann", 1_000);
    String bob = shop.user("bob", 1_000);
    Paying first = shop.order(ann, Map.of(book, 2L, pen, 1L));
    Paying second = shop.order(ann, book, 3);
    Paying other = shop.order(bob, pen, 4);
    Paying waiting = shop.order(bob, book, 1);

    shop.publish(Shop.message(first, other), Shop.message(second));

    shop.awaitPaid(first, second, other);
    assertThat(shop.state(waiting)).isEqualTo("PENDING PAYING");
    assertThat(shop.itemRow(book)).isEqualTo(new ItemRow(10, 1, 5));
    assertThat(shop.itemRow(pen)).isEqualTo(new ItemRow(10, 0, 5));
    assertThat(shop.account(ann)).isEqualTo(new AccountRow(400, 400));
    assertThat(shop.account(bob)).isEqualTo(new AccountRow(500, 600));
    assertThat(shop.transitions(first))
        .containsExactly("PAID openbell null " + first.correlationId());
  }

  @Test
  void severalPaymentsOfOneUserAreEntriesInTheOrderInWhichTheyWereAccepted() {
    long item = shop.item(10);
    String ann = shop.user("ann", 1_000);
    Paying first = shop.order(ann, item, 2);
    Paying second = shop.order(ann, item, 1);
    Paying third = shop.order(ann, item, 3);

    Settled settled = Settling.settle(finalizer, Shop.message(third, first), Shop.message(second));

    assertThat(settled.succeeded()).isEqualTo(3);
    assertThat(shop.used(ann))
        .containsExactly(new EntryRow(200, 800), new EntryRow(100, 700), new EntryRow(300, 400));
  }

  @Test
  void whatIsChargedAndOrderedMeanwhileKeepsItsPlaceAmongTheEntries() {
    long item = shop.item(10);
    String ann = shop.user("ann", 1_000);
    Paying first = shop.order(ann, item, 2);
    shop.charge(ann, 50, Duration.ofDays(1));
    Paying second = shop.order(ann, item, 1);

    Settling.settle(finalizer, Shop.message(first));
    shop.charge(ann, 50, Duration.ofDays(1));
    Settling.settle(finalizer, Shop.message(second));

    assertThat(shop.used(ann)).containsExactly(new EntryRow(200, 850), new EntryRow(100, 800));
  }

  @Test
  void theLotThatExpiresFirstPaysFirst() {
    long item = shop.item(100);
    String ann = shop.user("ann", 10);
    shop.charge(ann, 1_000, Duration.ofDays(20));
    shop.charge(ann, 1_000, Duration.ofDays(10));
    Paying paying = shop.order(ann, item, 15);

    Settling.settle(finalizer, Shop.message(paying));

    assertThat(shop.lots(ann))
        .containsExactly(
            new LotRow(1_000, 0, false), new LotRow(1_000, 500, true), new LotRow(10, 10, true));
  }

  @Test
  void aLotThatHasExpiredAndWaitedForThePaymentStillPays() {
    long item = shop.item(10);
    String ann = shop.user("ann", 100);
    shop.charge(ann, 100, Duration.ofSeconds(-1));
    Paying paying = shop.order(ann, item, 2);

    assertThat(Settling.settle(finalizer, Shop.message(paying)).succeeded()).isEqualTo(1);

    assertThat(shop.lots(ann))
        .containsExactly(new LotRow(100, 0, false), new LotRow(100, 0, false));
  }

  @Test
  void groupsRedeliveredAndShuffledHaveTheirEffectOnce() {
    long item = shop.item(1_000);
    List<String> users = IntStream.range(0, 7).mapToObj(n -> shop.user("u", 10_000)).toList();
    List<Paying> all = new ArrayList<>();
    List<Message> deliveries = new ArrayList<>();
    for (int group = 0; group < 20; group++) {
      Paying one = shop.order(users.get(group % 7), item, 1);
      Paying two = shop.order(users.get(group % 5), item, 2);
      all.addAll(List.of(one, two));
      deliveries.addAll(Collections.nCopies(3, Shop.message(one, two)));
    }
    Collections.shuffle(deliveries, new Random(7));

    shop.publish(deliveries.toArray(Message[]::new));

    shop.awaitPaid(all.toArray(Paying[]::new));
    awaitDrained();
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(1_000, 0, 60));
    assertThat(shop.takeDeadLetter()).isNull();
  }

  @Test
  void duplicatesWithinOneMessageAndOneBatchCountOnce() {
    long item = shop.item(10);
    Paying paying = shop.order(shop.user("ann", 1_000), item, 2);

    Settled settled =
        Settling.settle(finalizer, Shop.message(paying, paying), Shop.message(paying));

    assertThat(settled).isEqualTo(new Settled(List.of("", ""), 1));
    assertThat(Settling.settle(finalizer, Shop.message(paying)))
        .isEqualTo(new Settled(List.of(""), 0));
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(10, 0, 2));
  }

  @Test
  void paymentsThatAWarmUpHasRemovedAreNoDeadLetters() {
    UUID lost = UUID.randomUUID();

    Settled settled =
        Settling.settle(
            finalizer,
            Shop.message(gone(UUID.randomUUID(), UnlistedItems.BUYERS + "0-1")),
            Shop.message(gone(lost, "ann")));

    assertThat(settled)
        .isEqualTo(new Settled(List.of("", "1 unknown payments: [" + lost + "]"), 0));
  }

  private static Paying gone(UUID paymentId, String userId) {
    return new Paying(paymentId, UUID.randomUUID(), userId, 1, Map.of());
  }

  @Test
  void consumersAtOnceOnTheSamePaymentsFinalizeEachOnce() throws Exception {
    List<Long> items = IntStream.range(0, 3).mapToObj(n -> shop.item(10_000)).toList();
    List<String> users = IntStream.range(0, 17).mapToObj(n -> shop.user("u", 100_000)).toList();
    List<Paying> all =
        IntStream.range(0, 120)
            .mapToObj(
                n ->
                    shop.order(
                        users.get(n % 17),
                        Map.of(items.get(n % 3), 1L + n % 4, items.get((n + 1) % 3), 1L)))
            .toList();
    CyclicBarrier together = new CyclicBarrier(4);
    List<Callable<Integer>> consumers = new ArrayList<>();
    for (int consumer = 0; consumer < 4; consumer++) {
      List<Paying> mine = Shop.shuffled(all, consumer);
      consumers.add(
          () -> {
            together.await();
            int succeeded = 0;
            for (int from = 0; from < mine.size(); from += 30) {
              Settled done =
                  Settling.settle(
                      finalizer,
                      Shop.message(mine.subList(from, from + 10).toArray(Paying[]::new)),
                      Shop.message(mine.subList(from + 10, from + 30).toArray(Paying[]::new)));
              assertThat(done.reasons()).containsOnly("");
              succeeded += done.succeeded();
            }
            return succeeded;
          });
    }

    assertThat(inParallel(consumers).stream().mapToInt(n -> n).sum()).isEqualTo(120);

    assertThat(all).extracting(shop::state).containsOnly("SUCCESS PAID");
  }

  @Test
  void consumersAtOnceOnOtherPaymentsOfTheSameUsersAndItemsNeverWaitInACircle() throws Exception {
    List<Long> items = IntStream.range(0, 5).mapToObj(n -> shop.item(10_000)).toList();
    List<String> users = IntStream.range(0, 20).mapToObj(n -> shop.user("u", 100_000)).toList();
    CyclicBarrier together = new CyclicBarrier(2);
    List<Callable<Integer>> consumers = new ArrayList<>();
    for (int consumer = 0; consumer < 2; consumer++) {
      List<Paying> mine = new ArrayList<>();
      for (int n = 0; n < 100; n++) {
        mine.add(
            shop.order(
                users.get((n * 7 + consumer) % 20),
                Map.of(items.get(n % 5), 1L, items.get((n + 1 + (n + consumer) % 4) % 5), 1L)));
      }
      List<Paying> shuffled = Shop.shuffled(mine, consumer);
      consumers.add(
          () -> {
            int succeeded = 0;
            for (int from = 0; from < shuffled.size(); from += 10) {
              together.await();
              // Whatever is thrown here is a deadlock.
              succeeded +=
                  finalizer.finalizeAll(Shop.named(shuffled.subList(from, from + 10))).succeeded();
            }
            return succeeded;
          });
    }

    assertThat(inParallel(consumers)).containsExactly(100, 100);
  }

  @Test
  void moreThanGoIntoOneStatementAreOneTransaction() {
    long item = shop.item(10_000);
    List<String> users = IntStream.range(0, 300).mapToObj(n -> shop.user("u", 1_000)).toList();
    List<Paying> all =
        IntStream.range(0, 1_100).mapToObj(n -> shop.order(users.get(n % 300), item, 1)).toList();

    Finalized<NamedPayment> finalized = finalizer.finalizeAll(Shop.named(all));

    assertThat(finalized.succeeded()).isEqualTo(1_100);
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(10_000, 0, 1_100));
  }

  @Test
  void aBatchIsAsManyTransactionsAsLeaveTheItemsToOthersInBetween() {
    long item = shop.item(10_000);
    String user = shop.user("ann", 1_000_000);
    List<Paying> all = IntStream.range(0, 600).mapToObj(n -> shop.order(user, item, 1)).toList();

    Settled settled =
        Settling.settle(
            finalizer,
            Shop.message(all.subList(0, 300).toArray(Paying[]::new)),
            Shop.message(all.subList(300, 600).toArray(Paying[]::new)));

    assertThat(settled).isEqualTo(new Settled(List.of("", ""), 600));
    assertThat(
            jdbc.sql("select count(distinct finalized_at) from payment where user_id = :user")
                .param("user", user)
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void oneLinePerBatchIsFoundByAnyCorrelationId(CapturedOutput output) {
    long item = shop.item(10);
    Paying first = shop.order(shop.user("ann", 1_000), item, 1);
    Paying second = shop.order(shop.user("bob", 1_000), item, 1);

    shop.publish(Shop.message(first, second));

    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(output.getOut().lines())
                    .filteredOn(line -> line.contains(second.correlationId()))
                    .singleElement()
                    .asString()
                    .contains("event=batch-finalized")
                    .contains("messages=1 succeeded=2 failed=0 skipped=0 parked=0")
                    .contains(first.correlationId()));
  }

  /** A last message settled after all others means that they were settled too. */
  private void awaitDrained() {
    for (int i = 0; i < 2; i++) {
      Paying marker = shop.order(shop.user("marker", 1_000), shop.item(1), 1);
      shop.publish(Shop.message(marker));
      shop.awaitPaid(marker);
    }
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
