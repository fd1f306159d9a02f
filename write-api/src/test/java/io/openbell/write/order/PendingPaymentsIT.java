package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.core.broker.PaymentsAccepted.Payment;
import io.openbell.core.broker.UnreadableMessageException;
import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** That whoever finalizes payments learns of every one, at once and again. */
class PendingPaymentsIT extends RunningShop {
  @Autowired private PendingPayments source;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void nothingElsePending() {
    jdbc.sql(
            "update payment set result = 'SUCCESS', finalized_at = current_timestamp,"
                + " publish_after = null where result = 'PENDING'")
        .update();
    amqp.purgeQueue(BrokerTopology.PAYMENTS.queue(), false);
  }

  /** Waits until this many messages have told of these payments, and of each of them. */
  private void awaitTold(int messages, Set<Payment> payments) {
    List<Payment> told = new ArrayList<>();
    AtomicInteger telling = new AtomicInteger();
    await()
        .until(
            () -> {
              List<Payment> next = receive();
              next.retainAll(payments);
              told.addAll(next);
              telling.addAndGet(next.isEmpty() ? 0 : 1);
              return telling.get() >= messages && told.containsAll(payments);
            });
  }

  private List<Payment> receive() throws UnreadableMessageException {
    Message message = rabbit.receive(BrokerTopology.PAYMENTS.queue(), 200);
    return message == null
        ? new ArrayList<>()
        : new ArrayList<>(MessageCodec.decode(message, PaymentsAccepted.class).payments());
  }

  private Payment rowOf(String order) {
    return jdbc.sql(
            """
            select payment_id, order_id, user_id, amount, correlation_id, accepted_at
              from payment where order_id = ?""")
        .param(UUID.fromString(order))
        .query(
            (row, n) ->
                new Payment(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    row.getLong(4),
                    row.getString(5),
                    row.getObject(6, OffsetDateTime.class).toInstant()))
        .single();
  }

  private void isDue() {
    jdbc.sql("update payment set publish_after = accepted_at where result = 'PENDING'").update();
  }

  @Test
  void aPaymentIsToldAsItsRowIsAtOnceAndAgainWhileItIsPending() {
    String user = user(1_000);
    String order = ordered(user, line(item(700, 1), 1));
    pay(user, "key", order);

    Payment row = rowOf(order);
    awaitTold(2, Set.of(row));
    assertThat(number("select publish_attempts from payment where payment_id = ?", row.paymentId()))
        .isPositive();
  }

  @Test
  void everyOrderThatIsPaidAtOnceIsTold() {
    long item = item(10, 100);
    List<Reply> orders =
        all(
            IntStream.range(0, 20)
                .mapToObj(i -> orderAsync(user(100), null, bodyPaidNow(line(item, 1)))));

    awaitTold(1, orders.stream().map(reply -> rowOf(idOf(reply))).collect(Collectors.toSet()));
  }

  @Test
  void whatIsFinalizedIsNotClaimed() {
    order(user(1_000), bodyPaidNow(line(item(700, 1), 1)));
    isDue();
    nothingElsePending();

    assertThat(source.claim()).isEmpty();
  }

  @Test
  void twoInstancesClaimNothingTwice() {
    long item = item(10, 100);
    all(
        IntStream.range(0, 20)
            .mapToObj(i -> orderAsync(user(100), null, bodyPaidNow(line(item, 1)))));
    isDue();

    List<UUID> claimed = new ArrayList<>();
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              claimed.addAll(idsOf(source.claim())); // not committed yet
              claimed.addAll(CompletableFuture.supplyAsync(() -> idsOf(source.claim())).join());
            });

    assertThat(claimed).doesNotHaveDuplicates();
  }

  @Test
  void whatIsPendingIsCountedUpToALimitAndAsOldAsTheOldest() {
    assertThat(source.pending(10).count()).isZero();
    assertThat(source.pending(10).oldest()).isZero();
    long item = item(10, 100);
    for (int i = 0; i < 3; i++) {
      order(user(100), bodyPaidNow(line(item, 1)));
    }
    jdbc.sql(
            "update payment set accepted_at = accepted_at - interval '60' second"
                + " where result = 'PENDING'")
        .update();

    assertThat(source.pending(10).count()).isEqualTo(3);
    assertThat(source.pending(2).count()).isEqualTo(2);
    assertThat(source.pending(10).oldest())
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
  }

  private static List<UUID> idsOf(Optional<Event> claimed) {
    return claimed.stream()
        .map(PaymentsAccepted.class::cast)
        .flatMap(event -> event.payments().stream())
        .map(Payment::paymentId)
        .toList();
  }
}
