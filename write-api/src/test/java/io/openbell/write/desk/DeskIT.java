package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.IdempotencyKey;
import io.openbell.core.invest.Refusal;
import io.openbell.core.invest.UserId;
import io.openbell.write.RunningWriteApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

class DeskIT extends RunningWriteApi {
  @Autowired private Desks desks;
  @Autowired private GroupTransaction transaction;
  @Autowired private RedissonClient redis;
  @Autowired private RedisFigures redisFigures;
  @Autowired private CommittedFigures committedFigures;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private ProductLock lock;
  @Autowired private LogIds logIds;
  @Autowired private HaltedProducts halted;
  @Autowired private DeskMeters meters;
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
        "c-" + user);
  }

  private Set<Long> publishedLogs() {
    Set<Long> logs = new HashSet<>();
    Message message;
    while ((message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200)) != null) {
      try {
        for (InvestmentsAccepted.Investment i : MessageCodec.decode(message).investments()) {
          logs.add(i.logId());
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return logs;
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
    RLock held = redis.getLock("lock:product:" + product);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        answers.add(desks.submit(request("user" + i, null, product, 10)));
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    } finally {
      held.unlock();
    }

    for (int i = 0; i < 6; i++) {
      Answer answer = answers.get(i).get(10, TimeUnit.SECONDS);
      assertThat(answer instanceof Answer.Invested).as("request " + i).isEqualTo(i < 3);
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
    RLock held = redis.getLock("lock:product:" + product);
    held.lock(60, TimeUnit.SECONDS);
    try {
      Reply reply = invest("user1", product, 10);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("LOCK_UNAVAILABLE");
      assertThat(reply.retryAfter()).isEqualTo("1");
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
                for (int i = 0; i < 30; i++) {
                  CommittedGroup group =
                      transaction.commit(
                          product, List.of(request("user" + caller, null, product, 1)));
                  ok += group.answers().get(0) instanceof Answer.Invested ? 1 : 0;
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
          void insertPending(List<NewLog> logs, Instant now, Instant publishAfter) {
            if (meanwhile.getAndSet(false)) {
              elsewhere(
                  () -> transaction.commit(product, List.of(request("a", null, product, 10))));
            }
            super.insertPending(logs, now, publishAfter);
          }
        };

    CommittedGroup late =
        new GroupTransaction(between, logIds, committedFigures, halted, transactions, properties)
            .commit(product, List.of(request("b", null, product, 10)));

    assertThat(late.answers()).containsExactly(new Answer.Refused(new Refusal.SoldOut()));
    assertThat(late.accepted()).isNull();
    assertThat(reserved(product)).isEqualTo(10);
    assertThat(logs(product)).isEqualTo(1);
  }

  @Test
  void whatIsAnnouncedIsCommitted() {
    long product = product(100);
    List<String> seen = new ArrayList<>();
    GroupListener listener =
        group -> group.investments().forEach(i -> seen.add(elsewhere(() -> resultOf(i.logId()))));
    Desk desk =
        new Desk(
            product,
            new Desk.Equipment(
                lock,
                transaction,
                redisFigures,
                listener,
                Runnable::run,
                System::nanoTime,
                () -> 0,
                properties),
            meters,
            () -> {});

    assertThat(desk.submit(request("user1", null, product, 10)).join())
        .isEqualTo(new Answer.Invested(10));

    assertThat(seen).containsExactly("PENDING");
  }

  /** On another thread, and so in a transaction of its own. */
  private static <T> T elsewhere(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).join();
  }

  private String resultOf(long logId) {
    return jdbc.sql("select invest_result from product_invest_log where log_id = ?")
        .param(logId)
        .query(String.class)
        .optional()
        .orElse("not there");
  }

  @Test
  void aLockIsFreeAgainAfterItsLeaseWhateverBecomesOfItsHolder() throws Exception {
    AtomicLong left = new AtomicLong();

    lock.holding(7, () -> left.set(redis.getLock("lock:product:7").remainTimeToLive()));

    assertThat(left.get()).isBetween(1L, properties.lockLease().toMillis());
  }

  @Test
  void aKeyTakenByAnotherDeskInTheSameInstantSpoilsNobodyElsesRequest() throws Exception {
    long here = product(1_000);
    long there = product(1_000);
    RLock held = redis.getLock("lock:product:" + here);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        answers.add(desks.submit(request("user" + i, "shared-key", here, 10)));
      }
      // As another instance would: past this one's memory of keys in flight.
      transaction.commit(there, List.of(request("user2", "shared-key", there, 10)));
    } finally {
      held.unlock();
    }

    for (int i = 0; i < 5; i++) {
      Answer answer = answers.get(i).get(10, TimeUnit.SECONDS);
      assertThat(answer).isInstanceOf(i == 2 ? Answer.KeyReused.class : Answer.Invested.class);
    }
    assertThat(logs(here)).isEqualTo(4);
  }

  @Test
  void aGroupThatAConstraintRefusesIsDecidedAgainOneByOne() throws Exception {
    long product = product(1_000);
    jdbc.sql("alter table product_invest_log add constraint no_poison check (user_id <> 'poison')")
        .update();
    RLock held = redis.getLock("lock:product:" + product);
    held.lock(20, TimeUnit.SECONDS);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    try {
      for (String user : List.of("user0", "poison", "user2")) {
        answers.add(desks.submit(request(user, null, product, 10)));
      }
    } finally {
      held.unlock();
    }
    try {
      assertThat(answers.get(0).get(10, TimeUnit.SECONDS)).isInstanceOf(Answer.Invested.class);
      assertThat(answers.get(1).get(10, TimeUnit.SECONDS)).isInstanceOf(Answer.Unavailable.class);
      assertThat(answers.get(2).get(10, TimeUnit.SECONDS)).isInstanceOf(Answer.Invested.class);
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
    RLock held = redis.getLock("lock:product:" + product);
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

    Message message = Objects.requireNonNull(rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 10_000));

    assertThat(message.getMessageProperties().getType()).isEqualTo("InvestmentsAccepted");
    assertThat(message.getMessageProperties().getAppId()).isEqualTo("write-api");
    assertThat(message.getMessageProperties().getReceivedDeliveryMode())
        .isEqualTo(MessageDeliveryMode.PERSISTENT);
    assertThat(message.getMessageProperties().getCorrelationId()).isNotBlank();
    assertThat(message.getMessageProperties().getTimestamp()).isNotNull();
    InvestmentsAccepted event = MessageCodec.decode(message);
    assertThat(event.productId()).isEqualTo(product);
    assertThat(event.investments()).hasSize(1);
  }

  @Test
  void unknownProductsLeaveNoDeskBehind() {
    for (int i = 0; i < 20; i++) {
      invest("user1", 5_000_000 + i, 10);
    }
    assertThat(desks.open()).noneMatch(id -> id >= 5_000_000);
    assertThat(redis.getBucket("lock:product:5000000", StringCodec.INSTANCE).isExists()).isFalse();
  }
}
