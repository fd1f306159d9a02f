package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.BackedIT;
import io.openbell.consumer.Stage;
import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.Stage.UserRow;
import io.openbell.consumer.batch.Finalized;
import io.openbell.consumer.batch.Settling;
import io.openbell.consumer.batch.Settling.Settled;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class FinalizeIT extends BackedIT {
  @Autowired Finalizer finalizer;
  @Autowired JdbcClient jdbc;

  @Test
  void postgresqlMayNotChooseToReadWholeTables() {
    if (servers.real()) {
      assertThat(jdbc.sql("show enable_seqscan").query(String.class).single()).isEqualTo("off");
    }
  }

  @Test
  void aGroupBecomesSuccessTotalsAndFigures() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 20);
    Accepted c = stage.accept(product, "ann", 5);

    stage.publish(Stage.message(a, b, c));

    stage.awaitSuccess(a, b, c);
    stage.awaitShown(product);
    assertThat(stage.users(product))
        .containsExactly(new UserRow("ann", 15), new UserRow("bob", 20));
    assertThat(stage.committed(product))
        .isEqualTo(new LiveFigures(product, 4, 35, 35, 2, InvestingStatus.ONGOING));
    stage.assertConsistent(product);
  }

  @Test
  void aProductIsCompleteExactlyWhenItsWholeTotalIsConfirmed() {
    long product = stage.product(100);
    Accepted most = stage.accept(product, "ann", 99);
    Accepted last = stage.accept(product, "ann", 1);

    stage.publish(Stage.message(most));
    stage.awaitSuccess(most);
    assertThat(stage.committed(product).status()).isEqualTo(InvestingStatus.ONGOING);

    stage.publish(Stage.message(last));
    stage.awaitSuccess(last);
    assertThat(stage.committed(product).status()).isEqualTo(InvestingStatus.COMPLETE);
    assertThat(stage.committed(product).investingCnt()).isEqualTo(1);
    stage.awaitShown(product);
  }

  @Test
  void groupsRedeliveredAndShuffledHaveTheirEffectOnce() {
    long product = stage.product(1_000_000);
    List<Accepted> all = new ArrayList<>();
    List<Message> deliveries = new ArrayList<>();
    for (int group = 0; group < 30; group++) {
      Accepted one = stage.accept(product, "user-" + group % 7, group + 1);
      Accepted two = stage.accept(product, "user-" + group % 5, 1);
      all.addAll(List.of(one, two));
      deliveries.addAll(Collections.nCopies(3, Stage.message(one, two)));
    }
    Collections.shuffle(deliveries, new Random(7));

    stage.publish(deliveries.toArray(Message[]::new));
    stage.awaitSuccess(all.toArray(Accepted[]::new));

    awaitDrained(product);
    stage.assertConsistent(product);
    assertThat(stage.committed(product).confirmed()).isEqualTo(30 * 31 / 2 + 30);
  }

  @Test
  void duplicatesWithinOneMessageAndOneBatchCountOnce() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);

    Settled settled = Settling.settle(finalizer, Stage.message(a, a), Stage.message(a));

    assertThat(settled.reasons()).containsOnly("");
    assertThat(settled.succeeded()).isEqualTo(1);
    assertThat(stage.users(product)).containsExactly(new UserRow("ann", 10));
    stage.assertConsistent(product);
  }

  @Test
  void manyCallersWithTheLastUnitConfirmItOnce() throws Exception {
    long product = stage.product(1);
    Accepted last = stage.accept(product, "ann", 1);
    CyclicBarrier together = new CyclicBarrier(8);
    Callable<Integer> caller =
        () -> {
          together.await();
          return Settling.settle(finalizer, Stage.message(last)).succeeded();
        };

    List<Integer> succeeded = inParallel(Collections.nCopies(8, caller));

    assertThat(succeeded).filteredOn(n -> n == 1).hasSize(1);
    assertThat(stage.committed(product).status()).isEqualTo(InvestingStatus.COMPLETE);
    stage.assertConsistent(product);
  }

  @Test
  void consumersAtOnceOnTheSameUsersAndLogsAgreeOnEveryTotal() throws Exception {
    long product = stage.product(1_000_000);
    long other = stage.product(1_000_000);
    List<Accepted> all =
        stage.acceptAll(
            300, i -> stage.accept(i % 2 == 0 ? product : other, "user-" + i % 37, 1 + i % 9));
    List<Callable<Integer>> consumers = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(4);
    for (int consumer = 0; consumer < 4; consumer++) {
      List<Accepted> mine = new ArrayList<>(all);
      Collections.shuffle(mine, new Random(consumer));
      consumers.add(
          () -> {
            together.await();
            int succeeded = 0;
            for (int from = 0; from < mine.size(); from += 30) {
              // A message speaks of one product.
              List<Message> batch =
                  mine.subList(from, from + 30).stream()
                      .collect(Collectors.groupingBy(Accepted::productId))
                      .values()
                      .stream()
                      .map(group -> Stage.message(group.toArray(Accepted[]::new)))
                      .toList();
              Settled done = Settling.settle(finalizer, batch.toArray(Message[]::new));
              assertThat(done.reasons()).containsOnly("");
              succeeded += done.succeeded();
            }
            return succeeded;
          });
    }

    assertThat(inParallel(consumers).stream().mapToInt(n -> n).sum()).isEqualTo(300);

    stage.assertConsistent(product);
    stage.assertConsistent(other);
  }

  @Test
  void consumersAtOnceNeverWaitForEachOtherInACircle() throws Exception {
    // Totals exist, so no duplicate key is possible: whatever is thrown here is a deadlock.
    long product = stage.product(1_000_000);
    List<Accepted> first = stage.acceptAll(50, u -> stage.accept(product, "user-" + u, 1));
    finalizer.finalizeAll(first.stream().map(FinalizeIT::named).toList());
    CyclicBarrier together = new CyclicBarrier(2);
    List<Callable<Integer>> consumers = new ArrayList<>();
    for (int consumer = 0; consumer < 2; consumer++) {
      List<List<NamedLog>> batches = new ArrayList<>();
      for (int batch = 0; batch < 20; batch++) {
        List<Integer> users = new ArrayList<>();
        for (int user = 0; user < 50; user++) {
          users.add(user);
        }
        Collections.shuffle(users, new Random(consumer * 100 + batch));
        batches.add(
            stage.acceptAll(50, i -> stage.accept(product, "user-" + users.get(i), 1)).stream()
                .map(FinalizeIT::named)
                .toList());
      }
      consumers.add(
          () -> {
            int succeeded = 0;
            for (List<NamedLog> batch : batches) {
              together.await();
              succeeded += finalizer.finalizeAll(batch).succeeded();
            }
            return succeeded;
          });
    }

    assertThat(inParallel(consumers)).containsExactly(1_000, 1_000);
    stage.assertConsistent(product);
  }

  @Test
  void asManyLogsAsAFullBatchCanCarryAreOneTransaction() {
    long product = stage.product(1_000_000);
    List<Accepted> all =
        stage.acceptAll(20 * 256, i -> stage.accept(product, "user-" + i % 3_000, 1));

    Finalized<NamedLog> finalized =
        finalizer.finalizeAll(all.stream().map(FinalizeIT::named).toList());

    assertThat(finalized.succeeded()).isEqualTo(20 * 256);

    assertThat(stage.committed(product).version()).isEqualTo(20 * 256 + 1);
    stage.assertConsistent(product);
  }

  @Test
  void oneLinePerBatchIsFoundByAnyCorrelationId(CapturedOutput output) {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 10);

    stage.publish(Stage.message(a, b));

    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(output.getOut().lines())
                    .filteredOn(line -> line.contains(b.correlationId()))
                    .singleElement()
                    .asString()
                    .contains("event=batch-finalized")
                    .contains("messages=1 succeeded=2 failed=0 skipped=0 parked=0")
                    .contains(a.correlationId()));
  }

  private static NamedLog named(Accepted accepted) {
    return NamedLog.allOf(Stage.event(accepted)).get(0);
  }

  /** A last message settled after all others means that they were settled too. */
  private void awaitDrained(long product) {
    for (int i = 0; i < 2; i++) {
      Accepted marker = stage.accept(stage.product(1), "marker", 1);
      stage.publish(Stage.message(marker));
      stage.awaitSuccess(marker);
    }
    stage.awaitShown(product);
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
