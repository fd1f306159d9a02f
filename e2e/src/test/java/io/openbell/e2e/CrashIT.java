package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** kill -9 of every service under load: what was answered OK is finalized once it is back. */
class CrashIT {
  private static final int CALLERS = 20;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final Random random = new Random(20261120);

  static Stream<Arguments> services() {
    return Stream.of(
        service("write-api", openbell -> openbell.writeApis().get(0)),
        service("mq-consumer", openbell -> openbell.consumers().get(0)),
        service("gateway", Openbell::gateway),
        service("read-api", Openbell::readApi));
  }

  private static Arguments service(String name, Function<Openbell, Service> of) {
    return Arguments.of(name, of);
  }

  @AfterEach
  void end() {
    stop.set(true);
  }

  /** One investment a client means to make, and that it was told OK. */
  private record Settled(String user, String key) {}

  @ParameterizedTest(name = "kill -9 {0}")
  @MethodSource("services")
  void aCrashLosesNoInvestmentThatWasAnsweredOk(String name, Function<Openbell, Service> which)
      throws InterruptedException {
    Openbell openbell = Openbell.of(1, 1);
    Books database = openbell.database();
    long product = openbell.client().product("Crash of " + name, 1_000_000_000);
    ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String user = "user" + i;
      Thread caller =
          new Thread(() -> investWithRetries(openbell.client(), user, product, settled));
      caller.start();
      callers.add(caller);
    }

    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> settled.size() > 50);
    LockSupport.parkNanos(random.nextInt(50_000_000)); // somewhere within a group
    which.apply(openbell).kill();
    which.apply(openbell).start().awaitReady();
    int before = settled.size();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> settled.size() > before + 50);
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }

    Awaitility.await("every log leaves PENDING")
        .atMost(Duration.ofSeconds(60))
        .until(() -> database.pending() == 0);
    assertThat(
            database.rows(
                "select user_id, idempotency_key from product_invest_log where product_id = ? and"
                    + " invest_result = 'SUCCESS'",
                product))
        .as("every OK is a SUCCESS, and nothing else is there")
        .containsExactlyInAnyOrderElementsOf(
            settled.stream().map(one -> List.<Object>of(one.user(), one.key())).toList());
    database.assertInvariants();
  }

  /** As a careful client does: the same key until it knows. */
  private void investWithRetries(
      Client client, String user, long product, ConcurrentLinkedQueue<Settled> settled) {
    while (!stop.get()) {
      Settled one = new Settled(user, UUID.randomUUID().toString());
      Map<String, String> headers = Map.of("X-USER-ID", one.user(), "Idempotency-Key", one.key());
      while (!isOk(client, headers, product)) {
        LockSupport.parkNanos(50_000_000);
      }
      settled.add(one);
      // A crowd that leaves no core to the service that is to come back would prove no more.
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static boolean isOk(Client client, Map<String, String> headers, long product) {
    try {
      Reply reply = client.invest(headers, product, 1).join();
      return reply.status() == 200 && reply.ok();
    } catch (CompletionException e) {
      return false; // no answer: ask again
    }
  }
}
