package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.openbell.write.desk.InMemory.Ask;
import io.openbell.write.desk.InMemory.Sale;
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
  private static final Answer<Boolean> GOT_IT = new Answer.Decided<>(true);
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

  private Desk<Ask, Boolean> desk(LaneLock lock, Sale sale, int crowd, DeskProperties with) {
    return InMemory.desk(lock, sale, threads, () -> crowd, with);
  }

  private static Answer<Boolean> answer(CompletableFuture<Answer<Boolean>> future)
      throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  /** Notes who was taken, and whether two ever drained at once. */
  private static final class Watched extends Sale {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger draining = new AtomicInteger();
    private final AtomicBoolean twoAtOnce = new AtomicBoolean();
    private volatile int largest;

    Watched() {
      super(PLENTY);
    }

    @Override
    public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
      if (draining.incrementAndGet() > 1) {
        twoAtOnce.set(true);
      }
      largest = Math.max(largest, group.size());
      group.forEach(entry -> taken.add(entry.request().user().value()));
      CommittedGroup committed = super.commit(group);
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
      Watched groups = new Watched();
      Desk<Ask, Boolean> desk = desk(InMemory.FREE, groups, crowd, properties);
      CyclicBarrier together = new CyclicBarrier(submitters);
      List<CompletableFuture<List<CompletableFuture<Answer<Boolean>>>>> all = new ArrayList<>();
      for (int s = 0; s < submitters; s++) {
        String submitter = "s" + s + "-";
        CompletableFuture<List<CompletableFuture<Answer<Boolean>>>> mine =
            new CompletableFuture<>();
        all.add(mine);
        new Thread(
                () -> {
                  try {
                    together.await();
                    mine.complete(
                        IntStream.range(0, each)
                            .mapToObj(i -> desk.submit(InMemory.ask(submitter + i, 1)))
                            .toList());
                  } catch (Exception e) {
                    mine.completeExceptionally(e);
                  }
                })
            .start();
      }

      for (CompletableFuture<List<CompletableFuture<Answer<Boolean>>>> mine : all) {
        for (CompletableFuture<Answer<Boolean>> one : mine.get(10, TimeUnit.SECONDS)) {
          assertThat(answer(one)).isEqualTo(GOT_IT);
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
    Desk<Ask, Boolean> desk = desk(InMemory.FREE, new Sale(PLENTY, announced::add), 0, properties);
    for (int i = 0; i < 20_000; i++) {
      assertThat(answer(desk.submit(InMemory.ask("u" + i, 1))))
          .as("request %s", i)
          .isEqualTo(GOT_IT);
    }
  }

  @Test
  void whoComesWhileAGroupIsServedIsInTheNextOne() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    CompletableFuture<Desk<Ask, Boolean>> itself = new CompletableFuture<>();
    List<CompletableFuture<Answer<Boolean>>> late = Collections.synchronizedList(new ArrayList<>());
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    Sale groups =
        new Sale(PLENTY, announced::add) {
          @Override
          public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
            sizes.add(group.size());
            if (late.isEmpty()) {
              for (int i = 0; i < 3; i++) {
                late.add(itself.join().submit(InMemory.ask("late" + i, 1)));
              }
            }
            return super.commit(group);
          }
        };
    itself.complete(desk(InMemory.FREE, groups, 0, properties));

    assertThat(answer(itself.join().submit(InMemory.ask("first", 1)))).isEqualTo(GOT_IT);
    for (CompletableFuture<Answer<Boolean>> one : late) {
      assertThat(answer(one)).isEqualTo(GOT_IT);
    }
    assertThat(sizes).containsExactly(1, 3);
  }

  @Test
  void nobodyIsAnsweredOrAnnouncedBeforeTheCommit() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    CompletableFuture<CompletableFuture<Answer<Boolean>>> future = new CompletableFuture<>();
    List<String> tooEarly = Collections.synchronizedList(new ArrayList<>());
    Sale groups =
        new Sale(PLENTY, announced::add) {
          @Override
          public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
            CommittedGroup committed = super.commit(group);
            if (future.join().isDone()) {
              tooEarly.add("answered");
            }
            tooEarly.addAll(announced);
            return committed;
          }
        };
    Desk<Ask, Boolean> desk = desk(InMemory.FREE, groups, 0, properties);

    future.complete(desk.submit(InMemory.ask("ann", 1)));

    assertThat(answer(future.join())).isEqualTo(GOT_IT);
    assertThat(tooEarly).isEmpty();
  }

  @Test
  void aFullQueueRefusesAtOnceAndLosesNobody() throws Exception {
    DeskProperties properties = InMemory.properties(256, 3);
    CountDownLatch free = new CountDownLatch(1);
    LaneLock held =
        (lane, work) -> {
          try {
            free.await();
          } catch (InterruptedException e) {
            throw new LaneLock.LockUnavailableException("interrupted");
          }
          work.run();
        };
    Desk<Ask, Boolean> desk = desk(held, new Sale(PLENTY, announced::add), 0, properties);

    List<CompletableFuture<Answer<Boolean>>> answers =
        IntStream.range(0, 5).mapToObj(i -> desk.submit(InMemory.ask("u" + i, 1))).toList();

    assertThat(answers.subList(0, 3)).noneMatch(CompletableFuture::isDone);
    assertThat(answer(answers.get(3))).isEqualTo(new Answer.Busy<>());
    assertThat(answer(answers.get(4))).isEqualTo(new Answer.Busy<>());
    free.countDown();
    for (CompletableFuture<Answer<Boolean>> one : answers.subList(0, 3)) {
      assertThat(answer(one)).isEqualTo(GOT_IT);
    }
  }

  @Test
  void withoutTheLockNobodyIsServedAndEverybodyIsTold() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicBoolean away = new AtomicBoolean(true);
    LaneLock lock =
        (lane, work) -> {
          if (away.get()) {
            throw new LaneLock.LockUnavailableException("away");
          }
          work.run();
        };
    Watched groups = new Watched();
    Desk<Ask, Boolean> desk = desk(lock, groups, 0, properties);

    assertThat(answer(desk.submit(InMemory.ask("ann", 1))))
        .isEqualTo(new Answer.LockUnavailable<>());
    assertThat(groups.taken).isEmpty();

    away.set(false);
    assertThat(answer(desk.submit(InMemory.ask("ann", 1)))).isEqualTo(GOT_IT);
  }

  @Test
  void aGroupThatFailsIsAnsweredAndTheDeskGoesOn() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicBoolean broken = new AtomicBoolean(true);
    Sale groups =
        new Sale(PLENTY, announced::add) {
          @Override
          public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
            if (broken.getAndSet(false)) {
              throw new IllegalStateException("nobody thought of this");
            }
            return super.commit(group);
          }
        };
    Desk<Ask, Boolean> desk = desk(InMemory.FREE, groups, 0, properties);

    assertThat(answer(desk.submit(InMemory.ask("ann", 1)))).isEqualTo(new Answer.Unavailable<>());
    assertThat(announced).isEmpty();
    assertThat(answer(desk.submit(InMemory.ask("ann", 1)))).isEqualTo(GOT_IT);
  }

  @Test
  void onceItIsSoldOutTheTransactionIsAskedNoMore() throws Exception {
    DeskProperties properties = InMemory.properties(256, 1_000);
    AtomicInteger commits = new AtomicInteger();
    Sale groups =
        new Sale(2) {
          @Override
          public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
            commits.incrementAndGet();
            return super.commit(group);
          }
        };
    Desk<Ask, Boolean> desk = desk(InMemory.FREE, groups, 0, properties);
    assertThat(answer(desk.submit(InMemory.ask("ann", 2)))).isEqualTo(GOT_IT);

    for (int i = 0; i < 10; i++) {
      assertThat(answer(desk.submit(InMemory.ask("bob", 1))))
          .isEqualTo(new Answer.Decided<>(false));
    }
    assertThat(commits).hasValue(1);
  }

  @Test
  void whoCannotBeWrittenBecauseTheDiskIsFullHearsThat() throws Exception {
    DeskProperties properties = InMemory.properties(1, 10);
    Sale onAFullDisk =
        new Sale(PLENTY) {
          @Override
          public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
            throw new UncategorizedSQLException("commit", null, new SQLException("full", "53100"));
          }
        };
    Desk<Ask, Boolean> desk = desk(InMemory.FREE, onAFullDisk, 0, properties);

    assertThat(answer(desk.submit(InMemory.ask("ann", 1)))).isEqualTo(new Answer.DiskFull<>());
  }
}
