package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.audit.Books;
import io.openbell.testkit.http.Client;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A write-api is told to stop in the middle of a sale, while another goes on. */
@Order(Integer.MAX_VALUE) // two of everything
class DrainIT {
  private static final int CALLERS = 10;

  @Test
  void nobodyNoticesThatAnInstanceStops() {
    Openbell openbell = Openbell.of(2, 2);
    Client client = openbell.client();
    Books database = openbell.database();
    long product = client.product("Drained", 1_000_000);
    Queue<String> codes = new ConcurrentLinkedQueue<>();
    AtomicBoolean enough = new AtomicBoolean();
    List<CompletableFuture<Void>> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (!enough.get()) {
                            codes.add(client.invest("user" + i, product, 1).code());
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();

    awaitMore(codes);
    openbell.writeApis().get(1).stop();
    awaitMore(codes);
    enough.set(true);
    callers.forEach(CompletableFuture::join);

    assertThat(codes).containsOnly("01");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> database.pending() == 0);
    assertThat(
            database.number(
                "select max(publish_attempts) from product_invest_log where product_id = ?",
                product))
        .as("its last groups were published by itself, not by the relay")
        .isZero();
    database.assertInvariants();
  }

  private static void awaitMore(Queue<String> codes) {
    int before = codes.size();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> codes.size() > before + 100);
  }
}
