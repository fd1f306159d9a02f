package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The story the system exists for. */
@Order(Integer.MAX_VALUE - 1) // one of everything, as those before, then two
class OpeningBellIT {
  private static final int CALLERS = 500;

  @ParameterizedTest(name = "with {0} of write-api and mq-consumer each")
  @ValueSource(ints = {1, 2})
  void aCrowdBuysExactlyWhatIsOnOffer(int instances) throws InterruptedException {
    Openbell openbell = Openbell.of(instances, instances);
    Client client = openbell.client();
    Books database = openbell.database();
    long product = client.product("Opening bell", 10_000);
    openbell.consumers().forEach(Service::stop);

    Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    List<CompletableFuture<Void>> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> investUntil(end, client, "user" + i, product, answers))
            .toList();
    CompletableFuture.delayedExecutor(5, java.util.concurrent.TimeUnit.SECONDS)
        .execute(() -> openbell.consumers().forEach(Service::start));
    callers.forEach(CompletableFuture::join);

    assertThat(answers.keySet()).containsOnly("01", "SOLD_OUT");
    assertThat(answers.get("01").sum()).isEqualTo(1_000);
    openbell.consumers().forEach(Service::awaitReady);
    Awaitility.await("every log leaves PENDING")
        .atMost(Duration.ofSeconds(60))
        .until(() -> database.pending() == 0);
    assertThat(
            database.number(
                "select count(*) from product_invest_log where product_id = ? and invest_result ="
                    + " 'SUCCESS'",
                product))
        .isEqualTo(1_000);
    assertThat(
            database.number(
                "select sum(invest_amount) from product_invest_log where product_id = ?", product))
        .isEqualTo(10_000);
    assertThat(
            database.rows(
                "select investing_status, reserved_amount, confirmed_amount from"
                    + " product_invest_status where product_id = ?",
                product))
        .containsExactly(List.of("COMPLETE", 10_000L, 10_000L));
    database.assertInvariants();
    Awaitility.await("read-api shows it")
        .untilAsserted(
            () -> {
              var shown = client.get("/api/product/" + product).data();
              assertThat(shown.get("investStatus").asString()).isEqualTo("COMPLETE");
              assertThat(shown.get("currentInvestingAmount").asLong()).isEqualTo(10_000);
              assertThat(shown.get("investingCnt").asLong())
                  .isEqualTo(
                      database.number(
                          "select count(distinct user_id) from product_invest_log where"
                              + " product_id = ?",
                          product));
            });
  }

  private static CompletableFuture<Void> investUntil(
      long end, Client client, String user, long product, Map<String, LongAdder> answers) {
    if (System.nanoTime() > end) {
      return CompletableFuture.completedFuture(null);
    }
    return client
        .invest(Map.of("X-USER-ID", user), product, 10)
        .thenComposeAsync(
            (Reply reply) -> {
              answers.computeIfAbsent(reply.code(), code -> new LongAdder()).increment();
              return investUntil(end, client, user, product, answers);
            });
  }
}
