package io.openbell.write.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.write.RunningWriteApi;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RelayIT extends RunningWriteApi {
  @Autowired private List<PendingSource> sources;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void nothingElsePending() {
    jdbc.sql(
            "update product_invest_log set invest_result = 'SUCCESS', finalized_at ="
                + " current_timestamp, publish_after = null where invest_result = 'PENDING'")
        .update();
    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
  }

  private Set<Long> receiveUntil(Set<Long> expected) {
    Set<Long> received = new HashSet<>();
    Awaitility.await()
        .until(
            () -> {
              Message message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200);
              if (message != null) {
                MessageCodec.decode(message, InvestmentsAccepted.class)
                    .investments()
                    .forEach(investment -> received.add(investment.logId()));
              }
              return received.containsAll(expected);
            });
    return received;
  }

  private Set<Long> logsOf(long product) {
    return new HashSet<>(
        jdbc.sql("select log_id from product_invest_log where product_id = ?")
            .param(product)
            .query(Long.class)
            .list());
  }

  @Test
  void whatTheBrokerLostIsPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    invest("user2", product, 20);
    receiveUntil(logsOf(product)); // taken off the queue and never finalized

    assertThat(receiveUntil(logsOf(product))).isEqualTo(logsOf(product));
    assertThat(
            number(
                "select min(publish_attempts) from product_invest_log where product_id = ?",
                product))
        .isPositive();
  }

  @Test
  void everyMessageTellsWhenEachInvestmentWasAcceptedAsItsRowDoes() {
    long product = product(1_000);
    invest("user1", product, 10);
    invest("user2", product, 20);
    Map<Long, Instant> rows = new HashMap<>();
    jdbc.sql("select log_id, accepted_at from product_invest_log where product_id = ?")
        .param(product)
        .query(
            row -> {
              rows.put(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
            });

    // The groups' own messages first, then the relay's.
    for (int times = 0; times < 2; times++) {
      Map<Long, Instant> told = new HashMap<>();
      Awaitility.await()
          .until(
              () -> {
                Message message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200);
                if (message != null) {
                  MessageCodec.decode(message, InvestmentsAccepted.class)
                      .investments()
                      .forEach(i -> told.put(i.logId(), i.acceptedAt()));
                }
                return told.size() == 2;
              });
      assertThat(told).isEqualTo(rows);
    }
  }

  @Test
  void whatIsFinalizedIsNotPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    nothingElsePending();
    jdbc.sql("update product_invest_log set publish_attempts = 0").update();

    assertThat(claim()).isEmpty();
  }

  @Test
  void whileTheQueueHoldsMessagesNothingIsPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    Set<Long> logs = logsOf(product);
    receiveUntil(logs);
    for (int i = 0; i < 20; i++) {
      rabbit.send(
          BrokerTopology.EXCHANGE,
          BrokerTopology.ACCEPTED,
          MessageCodec.encode(
              new InvestmentsAccepted(
                  "filler-" + i,
                  Instant.EPOCH,
                  List.of(new InvestmentsAccepted.Investment(1, product, "u", 1, "c", null))),
              "test",
              Clock.systemUTC()));
    }
    jdbc.sql(
            "update product_invest_log set publish_after = accepted_at where invest_result ="
                + " 'PENDING'")
        .update();

    // Several rounds of the relay later it has still not claimed it.
    Awaitility.await()
        .during(java.time.Duration.ofSeconds(1))
        .until(
            () ->
                number(
                        "select max(publish_attempts) from product_invest_log where product_id ="
                            + " ?",
                        product)
                    == 0);

    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
    receiveUntil(logs);
  }

  @Test
  void twoInstancesClaimNothingTwice() {
    long product = product(10_000);
    IntStream.range(0, 40)
        .mapToObj(i -> investAsync("user" + i, null, product, 10))
        .toList()
        .forEach(CompletableFuture::join);
    jdbc.sql(
            "update product_invest_log set publish_after = accepted_at where invest_result ="
                + " 'PENDING'")
        .update();

    List<Long> claimed = new ArrayList<>();
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              claimed.addAll(idsOf(claim())); // not committed yet
              claimed.addAll(CompletableFuture.supplyAsync(() -> idsOf(claim())).join());
            });

    assertThat(claimed).doesNotHaveDuplicates();
  }

  private Optional<Event> claim() {
    return sources.get(0).claim();
  }

  private static List<Long> idsOf(Optional<Event> claimed) {
    return claimed.stream()
        .map(InvestmentsAccepted.class::cast)
        .flatMap(event -> event.investments().stream())
        .map(InvestmentsAccepted.Investment::logId)
        .toList();
  }
}
