package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.openbell.core.invest.Refusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;

/** The queue of a desk and who drains it: {@link Desk} itself, with nothing real behind it. */
class DeskHandOverTest {
  private static final long PLENTY = Long.MAX_VALUE;
  private static final Logger DESK_LOG = (Logger) LoggerFactory.getLogger("openbell.desk");

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final ConcurrentLinkedQueue<String> announced = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void noLinePerGroup() {
    DESK_LOG.setLevel(Level.WARN);
  }

  @AfterAll
  static void logAgain() {
    DESK_LOG.setLevel(null);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private Desk desk(InMemory.Lock lock, InMemory.Groups groups, int crowd, DeskProperties with) {
    return InMemory.desk(
        lock,
        groups,
        group -> group.investments().forEach(i -> announced.add(i.userId())),
        threads,
        () -> crowd,
        with);
  }

  private static Answer answer(CompletableFuture<Answer> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  /** Notes who was taken, and whether two ever drained at once. */
  private static final class Watched extends InMemory.Groups {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger draining = new AtomicInteger();
    private final AtomicBoolean twoAtOnce = new AtomicBoolean();
    private volatile int largest;

    Watched(DeskProperties properties) {
      super(PLENTY, properties);
    }

    @Override
    CommittedGroup commit(long productId, List<InvestRequest> group) {
      if (draining.incrementAndGet() > 1) {
        twoAtOnce.set(true);
      }
      largest = Math.max(largest, group.size());
      group.forEach(request -> taken.add(request.user().value()));
      CommittedGroup committed = super.commit(productId, group);
      draining.decrementAndGet();
      return committed;
    }

    List<String> takenOf(String submitter) {
      return taken.stream().filter(user -> user.startsWith(submitter)).toList();
    }
  }

  /** With a crowd the drainer lingers before it starts, a second way into draining. */
  @ParameterizedTest(name = "{0} waiting elsewhere")
  @ValueSource(ints = {0, 100})
  void everybodyIsTakenOnceInTurnByOneDrainerAtATime(int crowd) throws Exception {
    int submitters = 4;
    int each = 40;
    for (int round = 0; round < 100; round++) {
      DeskProperties properties = InMemory.properties(7, 1_000);
      Watched groups = new Watched(properties);
      Desk desk = desk(new InMemory.Lock(properties), groups, crowd, properties);
      CyclicBarrier together = new CyclicBarrier(submitters);
      List<CompletableFuture<List<CompletableFuture<Answer>>>> all = new ArrayList<>();
      for (int s = 0; s < submitters; s++) {
        String submitter = "s" + s + "-";
        CompletableFuture<List<CompletableFuture<Answer>>> mine = new CompletableFuture<>();
        all.add(mine);
        new Thread(
                () -> {
                  try {
                    together.await();
                    mine.complete(
                        IntStream.range(0, each)
                            .mapToObj(i -> desk.submit(InMemory.request(submitter + i, 1)))
                            .toList());
                  } catch (Exception e) {
                    mine.completeExceptionally(e);
                  }
                })
            .start();
      }

      for (CompletableFuture<List<CompletableFuture<Answer>>> mine : all) {
        for (CompletableFuture<Answer> one : mine.get(10, TimeUnit.SECONDS)) {
          assertThat(answer(one)).isEqualTo(new Answer.Invested(1));
        }
      }
      for (int s = 0; s < submitters; s++) {
        String submitter = "s" + s + "-";
        assertThat(groups.takenOf(submitter))
            .as("round %s", round)
            .isEqualTo(IntStream.range(0, each).mapToObj(i -> submitter + i).toList());
      }
      assertThat(groups.twoAtOnce).as("round %s", round).isFalse();
      assertThat(groups.largest).isBetween(1, 7);
      assertThat(desk.waiting()).isZero();
    }
  }

  /** One after the other, each the moment the one before has its answer: the drainer is leaving. */
  @Test
  void whoComesAsTheDrainerLeavesIsServed() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    Desk desk =
        desk(new InMemory.Lock(properties), new InMemory.Groups(PLENTY, properties), 0, properties);
    for (int i = 0; i < 20_000; i++) {
      assertThat(answer(desk.submit(InMemory.request("u" + i, 1))))
          .as("request %s", i)
          .isEqualTo(new Answer.Invested(1));
    }
  }

  @Test
  void whoComesWhileAGroupIsServedIsInTheNextOne() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    CompletableFuture<Desk> itself = new CompletableFuture<>();
    List<CompletableFuture<Answer>> late = Collections.synchronizedList(new ArrayList<>());
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    InMemory.Groups groups =
        new InMemory.Groups(PLENTY, properties) {
          @Override
          CommittedGroup commit(long productId, List<InvestRequest> group) {
            sizes.add(group.size());
            if (late.isEmpty()) {
              for (int i = 0; i < 3; i++) {
                late.add(itself.join().submit(InMemory.request("late" + i, 1)));
              }
            }
            return super.commit(productId, group);
          }
        };
    itself.complete(desk(new InMemory.Lock(properties), groups, 0, properties));

    assertThat(answer(itself.join().submit(InMemory.request("first", 1))))
        .isEqualTo(new Answer.Invested(1));
    for (CompletableFuture<Answer> one : late) {
      assertThat(answer(one)).isEqualTo(new Answer.Invested(1));
    }
    assertThat(sizes).containsExactly(1, 3);
  }

  @Test
  void nobodyIsAnsweredOrAnnouncedBeforeTheCommit() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    CompletableFuture<CompletableFuture<Answer>> future = new CompletableFuture<>();
    List<String> tooEarly = Collections.synchronizedList(new ArrayList<>());
    InMemory.Groups groups =
        new InMemory.Groups(PLENTY, properties) {
          @Override
          CommittedGroup commit(long productId, List<InvestRequest> group) {
            CommittedGroup committed = super.commit(productId, group);
            if (future.join().isDone()) {
              tooEarly.add("answered");
            }
            tooEarly.addAll(announced);
            return committed;
          }
        };
    Desk desk = desk(new InMemory.Lock(properties), groups, 0, properties);

    future.complete(desk.submit(InMemory.request("ann", 1)));

    assertThat(answer(future.join())).isEqualTo(new Answer.Invested(1));
    assertThat(tooEarly).isEmpty();
  }

  @Test
  void aFullQueueRefusesAtOnceAndLosesNobody() throws Exception {
    DeskProperties properties = InMemory.properties(256, 3);
    CountDownLatch free = new CountDownLatch(1);
    InMemory.Lock held =
        new InMemory.Lock(properties) {
          @Override
          void holding(long productId, Runnable work) throws LockUnavailableException {
            try {
              free.await();
            } catch (InterruptedException e) {
              throw new LockUnavailableException("interrupted");
            }
            super.holding(productId, work);
          }
        };
    Desk desk = desk(held, new InMemory.Groups(PLENTY, properties), 0, properties);

    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 5).mapToObj(i -> desk.submit(InMemory.request("u" + i, 1))).toList();

    assertThat(answers.subList(0, 3)).noneMatch(CompletableFuture::isDone);
    assertThat(answer(answers.get(3))).isEqualTo(new Answer.Busy());
    assertThat(answer(answers.get(4))).isEqualTo(new Answer.Busy());
    free.countDown();
    for (CompletableFuture<Answer> one : answers.subList(0, 3)) {
      assertThat(answer(one)).isEqualTo(new Answer.Invested(1));
    }
  }

  @Test
  void withoutTheLockNobodyIsServedAndEverybodyIsTold() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicBoolean away = new AtomicBoolean(true);
    InMemory.Lock lock =
        new InMemory.Lock(properties) {
          @Override
          void holding(long productId, Runnable work) throws LockUnavailableException {
            if (away.get()) {
              throw new LockUnavailableException("away");
            }
            super.holding(productId, work);
          }
        };
    Watched groups = new Watched(properties);
    Desk desk = desk(lock, groups, 0, properties);

    assertThat(answer(desk.submit(InMemory.request("ann", 1))))
        .isEqualTo(new Answer.LockUnavailable());
    assertThat(groups.taken).isEmpty();

    away.set(false);
    assertThat(answer(desk.submit(InMemory.request("ann", 1)))).isEqualTo(new Answer.Invested(1));
  }

  @Test
  void aGroupThatFailsIsAnsweredAndTheDeskGoesOn() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicBoolean broken = new AtomicBoolean(true);
    InMemory.Groups groups =
        new InMemory.Groups(PLENTY, properties) {
          @Override
          CommittedGroup commit(long productId, List<InvestRequest> group) {
            if (broken.getAndSet(false)) {
              throw new IllegalStateException("nobody thought of this");
            }
            return super.commit(productId, group);
          }
        };
    Desk desk = desk(new InMemory.Lock(properties), groups, 0, properties);

    assertThat(answer(desk.submit(InMemory.request("ann", 1)))).isEqualTo(new Answer.Unavailable());
    assertThat(announced).isEmpty();
    assertThat(answer(desk.submit(InMemory.request("ann", 1)))).isEqualTo(new Answer.Invested(1));
  }

  @Test
  void onceItIsSoldOutTheTransactionIsAskedNoMore() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicInteger commits = new AtomicInteger();
    InMemory.Groups groups =
        new InMemory.Groups(2, properties) {
          @Override
          CommittedGroup commit(long productId, List<InvestRequest> group) {
            commits.incrementAndGet();
            return super.commit(productId, group);
          }
        };
    Desk desk = desk(new InMemory.Lock(properties), groups, 0, properties);
    assertThat(answer(desk.submit(InMemory.request("ann", 2)))).isEqualTo(new Answer.Invested(2));

    for (int i = 0; i < 10; i++) {
      assertThat(answer(desk.submit(InMemory.request("bob", 1))))
          .isEqualTo(new Answer.Refused(new Refusal.SoldOut()));
    }
    assertThat(commits).hasValue(1);
  }

  /** Cannot write. */
  private static final class OnAFullDisk extends InMemory.Groups {
    OnAFullDisk(DeskProperties properties) {
      super(PLENTY, properties);
    }

    @Override
    CommittedGroup commit(long productId, List<InvestRequest> group) {
      throw new UncategorizedSQLException("commit", null, new SQLException("full", "53100"));
    }
  }

  @Test
  void whoCannotBeWrittenBecauseTheDiskIsFullHearsThat() throws Exception {
    DeskProperties properties = InMemory.properties(1, 10);
    Desk desk = desk(new InMemory.Lock(properties), new OnAFullDisk(properties), 0, properties);

    assertThat(answer(desk.submit(InMemory.request("ann", 1)))).isEqualTo(new Answer.DiskFull());
  }
}
