package io.openbell.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.figures.RedisFigures;
import io.openbell.standalone.HttpCalls.Reply;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;

class OutageIT extends RunningWriteApi {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @Autowired private RabbitTemplate rabbit;
  @Autowired private RedisFigures figures;

  @AfterEach
  void heal() {
    servers.startRedis();
    servers.startBroker();
    servers.startDatabase();
  }

  @Test
  void withoutRedisInvestingAnswers503AndNothingIsWritten() {
    long product = product(1_000);
    servers.stopRedis();

    List<Reply> replies =
        IntStream.range(0, 30)
            .mapToObj(i -> investAsync("user" + i, null, product, 10))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).isEqualTo(503);
              assertThat(reply.code()).isEqualTo("LOCK_UNAVAILABLE");
              assertThat(reply.retryAfter()).contains("1");
            });
    assertThat(logs(product)).isZero();
    Awaitility.await().until(() -> statusOf("/readyz") == 503);
    assertThat(statusOf("/livez")).isEqualTo(200);

    servers.startRedis();
    Awaitility.await().atMost(RECOVERY).until(() -> invest("user1", product, 10).ok());
    Awaitility.await().atMost(RECOVERY).until(() -> statusOf("/readyz") == 200);
  }

  @Test
  void aProductIsRegisteredEvenWithoutRedis() {
    servers.stopRedis();
    assertThat(product(1_000)).isPositive();
  }

  @Test
  void wipedRedisOversellsNothingAndItsFiguresComeBack() {
    long product = product(30);
    invest("user1", product, 10);
    servers.flushRedis();
    assertThat(figures.read(List.of(product))).isEmpty();

    assertThat(invest("user2", product, 10).ok()).isTrue();
    assertThat(figures.read(List.of(product)).get(product).reserved()).isEqualTo(20);
    servers.flushRedis();
    assertThat(invest("user3", product, 20).code()).isEqualTo("INVEST_AMOUNT_OVERFLOW");
    assertThat(invest("user3", product, 10).ok()).isTrue();
    assertThat(invest("user3", product, 10).code()).isEqualTo("SOLD_OUT");
    assertThat(reserved(product)).isEqualTo(30);
  }

  @Test
  void withoutTheBrokerInvestingGoesOnAndEverythingIsPublishedWhenItReturns() {
    long product = product(1_000);
    servers.stopBroker();

    for (int i = 0; i < 20; i++) {
      assertThat(invest("user" + i, product, 10).ok()).isTrue();
    }
    assertThat(statusOf("/readyz")).isEqualTo(200);

    servers.startBroker();
    Set<Long> missing =
        new HashSet<>(
            jdbc.sql("select log_id from product_invest_log where product_id = ?")
                .param(product)
                .query(Long.class)
                .list());
    assertThat(missing).hasSize(20);
    Awaitility.await()
        .atMost(RECOVERY)
        .ignoreExceptions()
        .until(
            () -> {
              Message message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200);
              if (message != null) {
                MessageCodec.decode(message, InvestmentsAccepted.class)
                    .investments()
                    .forEach(i -> missing.remove(i.logId()));
              }
              return missing.isEmpty();
            });
  }

  @Test
  void withoutTheDatabaseInvestingAnswers503AndNoFigureCountsIt() {
    long product = product(1_000);
    invest("user1", product, 10);
    servers.stopDatabase();

    Reply reply = invest("user2", product, 10);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("UNAVAILABLE");
    assertThat(reply.retryAfter()).contains("1");
    assertThat(figures.read(List.of(product)).get(product).reserved()).isEqualTo(10);
    assertThat(
            post(
                    "/api/product",
                    java.util.Map.of(),
                    """
                    {"title":"t","totalInvestingAmount":1,"startedAt":"2026-01-01T00:00:00",\
                    "finishedAt":"2026-01-02T00:00:00"}""")
                .code())
        .isEqualTo("UNAVAILABLE");
    assertThat(statusOf("/readyz")).isEqualTo(503);

    servers.startDatabase();
    Awaitility.await().atMost(RECOVERY).until(() -> invest("user3", product, 10).ok());
    assertThat(reserved(product)).isEqualTo(invested(product));
  }
}
