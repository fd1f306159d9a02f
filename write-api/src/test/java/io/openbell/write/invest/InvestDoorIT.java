package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.Desks;
import io.openbell.write.publish.GroupPublisher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

class InvestDoorIT extends RunningWriteApi {
  @Autowired private InvestDoor door;
  @Autowired private InvestCommit commit;
  @Autowired private Desks desks;
  @Autowired private RedisFigures redisFigures;
  @Autowired private CommittedFigures committedFigures;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private GroupPublisher publisher;
  @Autowired private InvestmentIds logIds;
  @Autowired private HaltedProducts halted;
  @Autowired private DeskProperties properties;
  @Autowired private JdbcTemplate template;
  @Autowired private PlatformTransactionManager transactions;

  private static InvestRequest request(String user, String key, long product, long amount) {
    return new InvestRequest(
        product,
        new UserId(user),
        amount,
        false,
        key == null ? null : new IdempotencyKey(key),
        "c-" + user,
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  private static Answer<Outcome> accepted(long amount) {
    return new Answer.Decided<>(new Outcome.Accepted(amount));
  }

  private static boolean isAccepted(Answer<Outcome> answer) {
    return answer instanceof Answer.Decided<Outcome> decided
        && decided.outcome() instanceof Outcome.Accepted;
  }

  private InvestCommit with(InvestTable table) {
    return new InvestCommit(
        table, logIds, committedFigures, redisFigures, publisher, halted, transactions, properties);
  }

  /** A desk that knows nothing of the others' locks, as if its lease had run out. */
  private Desk<InvestRequest, Outcome> without(String name, InvestCommit commit) {
    return desks.open(name, commit, () -> false);
  }

  private Set<Long> publishedLogs() {
    return published(InvestmentsAccepted.Investment::logId);
  }

  private Set<Long> publishedProducts() {
    return published(InvestmentsAccepted.Investment::productId);
  }

  /** Of what has been published since somebody asked, until nothing more comes. */
  private Set<Long> published(Function<InvestmentsAccepted.Investment, Long> what) {
    Set<Long> published = new HashSet<>();
    Message message;
    while ((message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200)) != null) {
      try {
        MessageCodec.decode(message, InvestmentsAccepted.class).investments().stream()
            .map(what)
            .forEach(published::add);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return published;
  }

  @Test
  void aCrowdGetsExactlyWhatIsOnOfferInFewGroupsAndEveryLogIsPublished() {
    long product = product(10_000);

    List<Reply> replies =
        IntStream.range(0, 1_500)
            .mapToObj(i -> investAsync("user" + i % 500, null, product, 10))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies).filteredOn(Reply::ok).hasSize(1_000);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .hasSize(500)
        .allSatisfy(reply -> assertThat(reply.code()).isEqualTo("SOLD_OUT"));
    assertThat(reserved(product)).isEqualTo(10_000);
    assertThat(invested(product)).isEqualTo(10_000);
    assertThat(number("select version from product_invest_status where product_id = ?", product))
        .as("commits")
        .isLessThan(500);
    assertThat(publishedLogs())
        .containsAll(
            jdbc.sql("select log_id from product_invest_log where product_id = ?")
                .param(product)
                .query(Long.class)
                .list());
  }

  @Test
  void theLastUnitGoesToOneOfManyCallers() {
    long product = product(10);

    List<Reply> replies =
        IntStream.range(0, 200)
            .mapToObj(i -> investAsync("user" + i, null, product, 10))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies).filteredOn(Reply::ok).hasSize(1);
    assertThat(logs(product)).isEqualTo(1);
  }

  @Test
  void aGroupIsDecidedInArrivalOrder() throws Exception {
    long product = product(30);
    RLock held = laneOf(product);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer<Outcome>>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        answers.add(door.invest(request("user" + i, null, product, 10)));
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    } finally {
      held.unlock();
    }

    for (int i = 0; i < 6; i++) {
      Answer<Outcome> answer = answers.get(i).get(10, TimeUnit.SECONDS);
      assertThat(isAccepted(answer)).as("request " + i).isEqualTo(i < 3);
    }
    assertThat(number("select version from product_invest_status where product_id = ?", product))
        .as("one commit for all")
        .isEqualTo(1);
    assertThat(
            jdbc.sql("select user_id from product_invest_log where product_id = ? order by log_id")
                .param(product)
                .query(String.class)
                .list())
        .containsExactly("user0", "user1", "user2");
  }

  @Test
  void whoeverCannotHaveTheLockIsToldSoAndNothingIsWritten() {
    long product = product(100);
    RLock held = laneOf(product);
    held.lock(60, TimeUnit.SECONDS);
    try {
      Reply reply = invest("user1", product, 10);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("LOCK_UNAVAILABLE");
      assertThat(reply.retryAfter()).contains("1");
      assertThat(logs(product)).isZero();
    } finally {
      held.unlock();
    }
    assertThat(invest("user1", product, 10).ok()).isTrue();
  }

  @Test
  void withoutTheLockTheDatabaseStillSellsNothingTwice() throws Exception {
    long product = product(100);
    int callers = 8;
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Long>> sold = new ArrayList<>();
    for (int c = 0; c < callers; c++) {
      int caller = c;
      sold.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                long ok = 0;
                Desk<InvestRequest, Outcome> own = without("caller" + caller, commit);
                for (int i = 0; i < 30; i++) {
                  InvestRequest request = request("user" + caller, null, product, 1);
                  ok += isAccepted(own.submit(request).join()) ? 1 : 0;
                }
                return ok;
              },
              command -> new Thread(command).start()));
    }
    start.countDown();
    long total = 0;
    for (CompletableFuture<Long> one : sold) {
      total += one.get(60, TimeUnit.SECONDS);
    }

    assertThat(total).isEqualTo(100);
    assertThat(reserved(product)).isEqualTo(100);
    assertThat(invested(product)).isEqualTo(100);
  }

  @Test
  void whatSomebodyWithoutTheLockTookMeanwhileIsNotSoldAgain() {
    long product = product(10);
    AtomicBoolean meanwhile = new AtomicBoolean(true);
    InvestTable between =
        new InvestTable(template, jdbc) {
          @Override
          void insertPending(List<NewInvestment> logs, Instant now, Instant publishAfter) {
            if (meanwhile.getAndSet(false)) {
              elsewhere(
                  () -> without("early", commit).submit(request("a", null, product, 10)).join());
            }
            super.insertPending(logs, now, publishAfter);
          }
        };

    assertThat(without("late", with(between)).submit(request("b", null, product, 10)).join())
        .isEqualTo(new Answer.Decided<>(new Outcome.Refused(new Refusal.SoldOut())));
    assertThat(reserved(product)).isEqualTo(10);
    assertThat(logs(product)).isEqualTo(1);
  }

  @Test
  void nothingIsPublishedWhileTheTransactionIsRunning() {
    long product = product(100);
    Set<Long> early = new HashSet<>();
    InvestTable lastStatement =
        new InvestTable(template, jdbc) {
          @Override
          boolean reserve(SortedMap<Long, Long> amounts) {
            boolean reserved = super.reserve(amounts);
            early.addAll(publishedProducts());
            return reserved;
          }
        };

    assertThat(
            without("watched", with(lastStatement))
                .submit(request("user1", null, product, 10))
                .join())
        .isEqualTo(accepted(10));

    assertThat(early).doesNotContain(product);
    Awaitility.await().until(() -> publishedProducts().contains(product));
  }

  /** On another thread, and so in a transaction of its own. */
  private static <T> T elsewhere(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).join();
  }

  @Test
  void aKeyTakenElsewhereInTheSameInstantSpoilsNobodyElsesRequest() throws Exception {
    long here = product(1_000);
    long there = product(1_000);
    RLock held = laneOf(here);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer<Outcome>>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        answers.add(door.invest(request("user" + i, "shared-key", here, 10)));
      }
      // As another instance would: past this one's memory of keys in flight.
      without("there", commit).submit(request("user2", "shared-key", there, 10)).join();
    } finally {
      held.unlock();
    }

    for (int i = 0; i < 5; i++) {
      Answer<Outcome> answer = answers.get(i).get(10, TimeUnit.SECONDS);
      assertThat(answer).isEqualTo(i == 2 ? new Answer.KeyReused<>() : accepted(10));
    }
    assertThat(logs(here)).isEqualTo(4);
  }

  @Test
  void aGroupThatAConstraintRefusesIsDecidedAgainOneByOne() throws Exception {
    long product = product(1_000);
    jdbc.sql("alter table product_invest_log add constraint no_poison check (user_id <> 'poison')")
        .update();
    RLock held = laneOf(product);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer<Outcome>>> answers = new ArrayList<>();
    try {
      for (String user : List.of("user0", "poison", "user2")) {
        answers.add(door.invest(request(user, null, product, 10)));
      }
    } finally {
      held.unlock();
    }
    try {
      assertThat(answers.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(accepted(10));
      assertThat(answers.get(1).get(10, TimeUnit.SECONDS)).isEqualTo(new Answer.Unavailable<>());
      assertThat(answers.get(2).get(10, TimeUnit.SECONDS)).isEqualTo(accepted(10));
      assertThat(reserved(product)).isEqualTo(20);
      assertThat(invested(product)).isEqualTo(20);
    } finally {
      jdbc.sql("alter table product_invest_log drop constraint no_poison").update();
    }
  }

  @Test
  void soldOutIsRefusedWithoutLockAndProbedWhetherAnAmountCameBack() {
    long product = product(10);
    invest("user1", product, 10);
    assertThat(invest("user2", product, 10).code()).isEqualTo("SOLD_OUT");
    RLock held = laneOf(product);
    held.lock(60, TimeUnit.SECONDS);
    try {
      // More than a probe's worth of requests: all but the probe are answered while the lock is
      // held.
      List<CompletableFuture<Reply>> replies =
          IntStream.range(0, 50).mapToObj(i -> investAsync("user" + i, null, product, 10)).toList();
      Awaitility.await()
          .until(
              () ->
                  replies.stream()
                          .filter(CompletableFuture::isDone)
                          .filter(reply -> reply.join().code().equals("SOLD_OUT"))
                          .count()
                      >= 49);
    } finally {
      held.unlock();
    }

    jdbc.sql(
            "update product_invest_status set reserved_amount = 0, version = version + 1 where"
                + " product_id = ?")
        .param(product)
        .update();
    Awaitility.await().until(() -> invest("user3", product, 10).ok());
  }

  @Test
  void theFiguresInRedisAreThoseCommittedAndNeverOlderOnes() {
    long product = product(100);
    invest("user1", product, 10);
    invest("user2", product, 20);

    LiveFigures committed = committedFigures.of(List.of(product)).get(0);
    assertThat(redisFigures.read(List.of(product))).containsEntry(product, committed);

    redisFigures.show(
        List.of(new LiveFigures(product, committed.version() - 1, 10, 0, 0, committed.status())));
    assertThat(redisFigures.read(List.of(product))).containsEntry(product, committed);
  }

  @Test
  void aMessageSaysOnTheBrokerWhatItIs() throws Exception {
    long product = product(100);
    invest("user1", product, 10);

    Message message = messageOf(product);

    assertThat(message.getMessageProperties().getType()).isEqualTo("InvestmentsAccepted");
    assertThat(message.getMessageProperties().getAppId()).isEqualTo("write-api");
    assertThat(message.getMessageProperties().getReceivedDeliveryMode())
        .isEqualTo(MessageDeliveryMode.PERSISTENT);
    assertThat(message.getMessageProperties().getCorrelationId()).isNotBlank();
    assertThat(message.getMessageProperties().getTimestamp()).isNotNull();
  }

  /** The message of this product alone; those before it are of other tests, told late. */
  private Message messageOf(long product) throws Exception {
    Message message;
    do {
      message = Objects.requireNonNull(rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 10_000));
    } while (MessageCodec.decode(message, InvestmentsAccepted.class).investments().stream()
        .anyMatch(investment -> investment.productId() != product));
    return message;
  }
}
