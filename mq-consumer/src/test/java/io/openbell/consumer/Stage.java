package io.openbell.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets up what write-api would have committed and published, and looks at what became of it. */
public final class Stage {
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JdbcClient jdbc;
  private final RabbitTemplate rabbit;
  private final AmqpAdmin admin;
  private final CommittedFigures committed;
  private final RedisFigures redis;
  private final TransactionTemplate transaction;
  private final AtomicLong logIds = new AtomicLong();

  Stage(
      JdbcClient jdbc,
      RabbitTemplate rabbit,
      AmqpAdmin admin,
      CommittedFigures committed,
      RedisFigures redis,
      TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.rabbit = rabbit;
    this.admin = admin;
    this.committed = committed;
    this.redis = redis;
    this.transaction = transaction;
  }

  public record Accepted(
      long logId, long productId, String userId, long amount, Instant acceptedAt) {
    public String correlationId() {
      return "corr-" + logId + "-x";
    }

    public Investment inMessage() {
      return new Investment(logId, productId, userId, amount, correlationId(), acceptedAt);
    }
  }

  public record UserRow(String userId, long total) {}

  public long product(long total) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into product (title, total_investing_amount, started_at, finished_at, created_at)
            values ('Bell', :total, timestamp '2020-01-01 00:00:00', timestamp '2099-01-01 00:00:00',
                    current_timestamp)""")
        .param("total", total)
        .update(key, "product_id");
    long id = Objects.requireNonNull(key.getKey()).longValue();
    jdbc.sql(
            "insert into product_invest_status (product_id, total_investing_amount) values (:id, :total)")
        .param("id", id)
        .param("total", total)
        .update();
    return id;
  }

  public Accepted accept(long productId, String userId, long amount) {
    return accept(logIds.incrementAndGet(), productId, userId, amount);
  }

  /** Accepts under an id of one's own. */
  public Accepted accept(long logId, long productId, String userId, long amount) {
    Instant now =
        jdbc.sql("select current_timestamp")
            .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
            .single();
    Accepted accepted = new Accepted(logId, productId, userId, amount, now);
    jdbc.sql(
            """
            update product_invest_status
               set reserved_amount = reserved_amount + :amount, version = version + 1
             where product_id = :id""")
        .param("amount", amount)
        .param("id", productId)
        .update();
    jdbc.sql(
            """
            insert into product_invest_log (log_id, user_id, product_id, invest_amount,
              invest_result, correlation_id, accepted_at, publish_after)
            values (:logId, :userId, :productId, :amount, 'PENDING', :correlation,
              :acceptedAt, :acceptedAt)""")
        .param("logId", accepted.logId())
        .param("userId", userId)
        .param("productId", productId)
        .param("amount", amount)
        .param("correlation", accepted.correlationId())
        .param("acceptedAt", now.atOffset(ZoneOffset.UTC))
        .update();
    return accepted;
  }

  /** As if it had been accepted a minute before. */
  public Accepted minuteOld(Accepted accepted) {
    execute(
        "update product_invest_log set accepted_at = accepted_at - interval '60' second"
            + " where log_id = "
            + accepted.logId());
    return new Accepted(
        accepted.logId(),
        accepted.productId(),
        accepted.userId(),
        accepted.amount(),
        accepted.acceptedAt().minusSeconds(60));
  }

  /** Accepts many in one transaction. */
  public List<Accepted> acceptAll(int number, IntFunction<Accepted> accept) {
    return Objects.requireNonNull(
        transaction.execute(status -> IntStream.range(0, number).mapToObj(accept).toList()));
  }

  public static InvestmentsAccepted event(Accepted... group) {
    return new InvestmentsAccepted(
        "group-" + group[0].logId(),
        Instant.EPOCH,
        Arrays.stream(group).map(Accepted::inMessage).toList());
  }

  public static Message message(InvestmentsAccepted event) {
    return MessageCodec.encode(event, "test", Clock.systemUTC());
  }

  public static Message message(Accepted... group) {
    return message(event(group));
  }

  public void publish(Message... messages) {
    for (Message message : messages) {
      rabbit.send(BrokerTopology.EXCHANGE, BrokerTopology.ACCEPTED, message);
    }
  }

  public String result(Accepted accepted) {
    return jdbc.sql("select invest_result from product_invest_log where log_id = :id")
        .param("id", accepted.logId())
        .query(String.class)
        .single();
  }

  public @Nullable String failReason(Accepted accepted) {
    return jdbc.sql("select fail_reason from product_invest_log where log_id = :id")
        .param("id", accepted.logId())
        .query((row, n) -> Optional.ofNullable(row.getString(1)))
        .single()
        .orElse(null);
  }

  public long count(long productId, String result) {
    return jdbc.sql(
            "select count(*) from product_invest_log where product_id = :id and invest_result = :r")
        .param("id", productId)
        .param("r", result)
        .query(Long.class)
        .single();
  }

  public List<UserRow> users(long productId) {
    return jdbc.sql(
            """
            select user_id, total_invest_amount from product_invest_user
             where product_id = :id order by user_id""")
        .param("id", productId)
        .query((row, n) -> new UserRow(row.getString(1), row.getLong(2)))
        .list();
  }

  public LiveFigures committed(long productId) {
    return committed.of(List.of(productId)).get(0);
  }

  public @Nullable LiveFigures shown(long productId) {
    return redis.read(List.of(productId)).get(productId);
  }

  public void awaitSuccess(Accepted... group) {
    await()
        .atMost(PATIENCE)
        // A server that is away at this moment is part of the wait.
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(Arrays.stream(group).map(this::result).toList())
                    .containsOnly("SUCCESS"));
  }

  public void awaitShown(long productId) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(shown(productId)).isEqualTo(committed(productId)));
  }

  /** Invariants I1 and I4, from the rows alone. */
  public void assertConsistent(long productId) {
    LiveFigures figures = committed(productId);
    assertThat(sum(productId, "SUCCESS")).isEqualTo(figures.confirmed());
    assertThat(sum(productId, "SUCCESS") + sum(productId, "PENDING")).isEqualTo(figures.reserved());
    assertThat(users(productId))
        .isEqualTo(
            jdbc.sql(
                    """
                    select user_id, sum(invest_amount) from product_invest_log
                     where product_id = :id and invest_result = 'SUCCESS'
                     group by user_id order by user_id""")
                .param("id", productId)
                .query((row, n) -> new UserRow(row.getString(1), row.getLong(2)))
                .list());
    assertThat(figures.investingCnt()).isEqualTo(users(productId).size());
  }

  private long sum(long productId, String result) {
    return jdbc.sql(
            """
            select coalesce(sum(invest_amount), 0) from product_invest_log
             where product_id = :id and invest_result = :r""")
        .param("id", productId)
        .param("r", result)
        .query(Long.class)
        .single();
  }

  /** Puts a message into the dead-letter queue, as if it had been parked. */
  public void putDeadLetter(Message message) {
    rabbit.send(BrokerTopology.DEAD_LETTER_EXCHANGE, BrokerTopology.DEAD_LETTER_QUEUE, message);
  }

  public @Nullable Message takeDeadLetter() {
    return rabbit.receive(BrokerTopology.DEAD_LETTER_QUEUE);
  }

  public Message awaitDeadLetter() {
    return await().atMost(PATIENCE).until(this::takeDeadLetter, Objects::nonNull);
  }

  public void purge() {
    admin.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
    admin.purgeQueue(BrokerTopology.DEAD_LETTER_QUEUE, false);
    admin.purgeQueue(BrokerTopology.PAYMENTS.queue(), false);
    admin.purgeQueue(BrokerTopology.PAYMENTS.deadLetterQueue(), false);
  }

  public void execute(String sql) {
    jdbc.sql(sql).update();
  }
}
