package io.openbell.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.MetricsPage;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The numbers are right, and described. Other tests count, too: only differences are looked at. */
class MetricsIT extends RunningWriteApi {
  private static final Path OPERATIONS = Path.of("../docs/operations.md");

  @LocalServerPort private int port;

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
    Set<String> documented = MetricsPage.documented(OPERATIONS, "write-api");
    invest("ann", product(10), 1);

    Set<String> names = metrics().names();

    assertThat(names).containsAll(documented);
    assertThat(documented).filteredOn(name -> name.startsWith("openbell_")).isNotEmpty();
    assertThat(documented)
        .containsAll(names.stream().filter(name -> name.startsWith("openbell_")).toList());
  }

  @Test
  void theMetricsAreNotWhereClientsAre() {
    assertThat(statusOf("/actuator/prometheus")).isEqualTo(404);
  }

  @Test
  void whoComesWhileTheLockIsWaitedForIsCountedAsOneGroup() {
    long product = product(1_000);
    MetricsPage before = metrics();
    RLock lock = laneOf(product);
    lock.lock();
    List<CompletableFuture<Reply>> replies;
    try {
      replies =
          IntStream.range(0, 5).mapToObj(i -> investAsync("u" + i, null, product, 1)).toList();
      Awaitility.await().until(() -> metrics().value("openbell_desk_queue") == 5);
    } finally {
      lock.unlock();
    }
    replies.forEach(reply -> assertThat(reply.join().ok()).isTrue());

    // Recorded after the answers.
    Awaitility.await().until(() -> grown(before, "openbell_desk_lock_hold_seconds_count") == 1);
    assertThat(metrics().value("openbell_desk_queue")).isZero();
    assertThat(grown(before, "openbell_desk_group_size_count")).isEqualTo(1);
    assertThat(grown(before, "openbell_desk_group_size_sum")).isEqualTo(5);
    assertThat(grown(before, "openbell_desk_commit_seconds_count")).isEqualTo(1);
    assertThat(grown(before, "openbell_desk_commit_seconds_bucket", "le=\"+Inf\"")).isEqualTo(1);
    assertThat(grown(before, "openbell_desk_lock_wait_seconds_count")).isEqualTo(1);
    assertThat(grown(before, "openbell_desk_wait_seconds_count")).isEqualTo(5);
    double lockWait = grown(before, "openbell_desk_lock_wait_seconds_sum");
    assertThat(lockWait).isPositive();
    // The first has waited for as long as its desk, and the others not much less.
    assertThat(grown(before, "openbell_desk_wait_seconds_sum"))
        .isBetween(lockWait, 5 * lockWait + 5);
    Awaitility.await()
        .until(
            () ->
                grown(before, "openbell_publish_confirm_seconds_count", "outcome=\"confirmed\"")
                    >= 1);
  }

  @Test
  void answersAreCountedByTheirCode() {
    long product = product(30);
    MetricsPage before = metrics();

    invest("ann", "k1", product, 10);
    invest("ann", "k1", product, 10);
    invest("ann", "k1", product, 11);
    invest("ann", product, 25);
    invest("ann", product, 20);
    invest("ann", product, 1);
    invest("ann", product, 1);
    invest("ann", Long.MAX_VALUE, 1);
    post("/api/invest", Map.of(), "{\"productId\":1,\"investAmount\":1}");
    post("/api/invest", Map.of("X-USER-ID", "ann"), "{\"productId\":1}");
    post("/api/invest", Map.of("X-USER-ID", "ann"), "{");
    post("/api/product", Map.of(), "{}");
    statusOf("/api/invest");

    assertThat(answers(before, "01")).isEqualTo(3);
    assertThat(answers(before, "IDEMPOTENCY_KEY_REUSED")).isEqualTo(1);
    assertThat(answers(before, "INVEST_AMOUNT_OVERFLOW")).isEqualTo(1);
    assertThat(answers(before, "SOLD_OUT")).isEqualTo(2);
    assertThat(answers(before, "NOT_EXIST_PRODUCT")).isEqualTo(1);
    assertThat(answers(before, "MISSING_X_USER_ID")).isEqualTo(1);
    assertThat(answers(before, "INVALID_REQUEST")).isEqualTo(2);
    assertThat(answers(before, "METHOD_NOT_ALLOWED")).isZero();
    assertThat(grown(before, "openbell_invest_answers_total")).isEqualTo(11);
  }

  @Test
  void whoLeavesInTheMiddleOfABodyIsCountedAndNoErrorOfOurs() throws Exception {
    MetricsPage before = metrics();
    for (int i = 0; i < 4; i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket
            .getOutputStream()
            .write(
                ("POST /api/invest HTTP/1.1\r\nHost: x\r\nX-USER-ID: ann\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
        invest("bob", Long.MAX_VALUE, 1); // answered on another connection: the head has been read
        socket.setSoLinger(i % 2 == 0, 0);
      }
    }

    Awaitility.await()
        .until(() -> grown(before, "openbell_clients_left_total", "answer=\"none\"") == 4);
    assertThat(answers(before, "INTERNAL_SERVER_ERROR")).isZero();
    assertThat(answers(before, "INVALID_REQUEST")).isZero();
    assertThat(metrics().samples())
        .noneMatch(
            line ->
                line.startsWith("http_server_requests_seconds_count")
                    && line.contains("uri=\"/api/invest\"")
                    && line.contains("status=\"500\""));
  }

  @Test
  void oneWhoseKeyIsBeingDecidedIsCountedToo() {
    long product = product(30);
    MetricsPage before = metrics();
    RLock lock = laneOf(product);
    lock.lock();
    CompletableFuture<Reply> first;
    try {
      first = investAsync("ann", "k2", product, 1);
      Awaitility.await().until(() -> metrics().value("openbell_desk_queue") == 1);
      assertThat(invest("ann", "k2", product, 1).status()).isEqualTo(409);
    } finally {
      lock.unlock();
    }
    assertThat(first.join().ok()).isTrue();

    assertThat(answers(before, "IDEMPOTENCY_KEY_IN_USE")).isEqualTo(1);
    assertThat(answers(before, "01")).isEqualTo(1);
  }

  @Test
  void whatTheRelayPublishesAgainIsCountedAndWhatIsPendingShown() {
    long product = product(30);
    MetricsPage before = metrics();
    invest("ann", product, 1);
    invest("bob", product, 1);

    Awaitility.await().until(() -> metrics().value("openbell_outbox_pending") >= 2);
    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false); // as if the broker had lost them

    Awaitility.await().until(() -> grown(before, "openbell_relay_republished_total") >= 2);
  }

  private double answers(MetricsPage before, String code) {
    return grown(before, "openbell_invest_answers_total", "code=\"" + code + "\"");
  }

  private double grown(MetricsPage before, String name, String... tags) {
    return metrics().value(name, tags) - before.value(name, tags);
  }
}
