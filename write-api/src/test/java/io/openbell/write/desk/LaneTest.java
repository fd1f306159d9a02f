package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.InMemory.Ask;
import io.openbell.write.desk.InMemory.Sale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

/** Requests of many keys in one lane: {@link Desk} itself, with nothing real behind it. */
class LaneTest {
  private static final long BAD = 666;
  private static final Answer<Boolean> GOT_IT = new Answer.Decided<>(true);
  private static final Answer<Boolean> NOTHING_LEFT = new Answer.Decided<>(false);

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Gate gate = new Gate();
  private final Watched sale = new Watched(10);
  private final Desk<Ask, Boolean> desk = desk(256);

  @AfterEach
  void stop() {
    gate.open();
    threads.shutdownNow();
  }

  private Desk<Ask, Boolean> desk(int maxGroup) {
    return InMemory.desk(gate, sale, threads, () -> 0, InMemory.properties(maxGroup, 1_000));
  }

  private static Answer<Boolean> answer(CompletableFuture<Answer<Boolean>> future)
      throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  /** A lock that is not to be had until the gate is opened. */
  private static final class Gate implements LaneLock {
    private final Semaphore passes = new Semaphore(0);
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    void open() {
      passes.release(1_000_000);
    }

    @Override
    public void holding(String lane, Runnable work) throws LockUnavailableException {
      try {
        passes.acquire();
      } catch (InterruptedException e) {
        throw new LockUnavailableException("interrupted");
      }
      taken.add(lane);
      work.run();
    }
  }

  /** Notes the keys of every group, and fails those with {@link #BAD} among them. */
  private static final class Watched extends Sale {
    private final List<Set<Long>> groups = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable Supplier<RuntimeException> failure;

    Watched(long total) {
      super(total);
    }

    @Override
    public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
      Set<Long> keys =
          group.stream().map(entry -> entry.request().key()).collect(Collectors.toSet());
      groups.add(keys);
      Supplier<RuntimeException> fails = failure;
      if (fails != null && keys.contains(BAD)) {
        throw fails.get();
      }
      synchronized (this) { // lanes of the keys' own commit side by side
        return super.commit(group);
      }
    }
  }

  @Test
  void aGroupHoldsRequestsForManyKeys() throws Exception {
    List<CompletableFuture<Answer<Boolean>>> answers = new ArrayList<>();
    for (long key = 1; key <= 5; key++) {
      answers.add(desk.submit(InMemory.ask(key, "ann", 1)));
    }
    gate.open();

    for (CompletableFuture<Answer<Boolean>> one : answers) {
      assertThat(answer(one)).isEqualTo(GOT_IT);
    }
    assertThat(sale.groups).containsExactly(Set.of(1L, 2L, 3L, 4L, 5L));
    assertThat(gate.taken).containsExactly("sale:0");
  }

  @Test
  void oneBadKeyCostsNoOtherKeyItsAnswer() throws Exception {
    for (Supplier<RuntimeException> failure :
        List.<Supplier<RuntimeException>>of(
            () -> new QueryTimeoutException("its row is locked"),
            () -> new IllegalStateException("nobody thought of this"),
            () -> new DataIntegrityViolationException("a constraint"),
            GuardRefusedException::new)) {
      gate.passes.drainPermits();
      sale.failure = failure;
      Desk<Ask, Boolean> fresh = desk(256);
      CompletableFuture<Answer<Boolean>> before = fresh.submit(InMemory.ask(1, "ann", 1));
      CompletableFuture<Answer<Boolean>> bad = fresh.submit(InMemory.ask(BAD, "bob", 1));
      CompletableFuture<Answer<Boolean>> after = fresh.submit(InMemory.ask(2, "eve", 1));
      gate.open();

      assertThat(answer(before)).isEqualTo(GOT_IT);
      assertThat(answer(after)).isEqualTo(GOT_IT);
      assertThat(answer(bad))
          .isEqualTo(
              failure.get() instanceof GuardRefusedException
                  ? new Answer.Busy<>()
                  : new Answer.Unavailable<>());
    }
  }

  @Test
  void aGroupIsDecidedAgainUnderTheSameLockWhenItsGuardRefuses() throws Exception {
    sale.failure =
        () -> {
          if (sale.groups.size() == 2) {
            sale.failure = null;
          }
          return new GuardRefusedException();
        };
    CompletableFuture<Answer<Boolean>> refusedTwice = desk.submit(InMemory.ask(BAD, "bob", 1));
    gate.open();

    assertThat(answer(refusedTwice)).isEqualTo(GOT_IT);
    assertThat(sale.groups).hasSize(3);
    assertThat(gate.taken).containsExactly("sale:0");
  }

  @Test
  void aBadKeyStaysApartUntilItIsGoodAgain() throws Exception {
    sale.failure = () -> new QueryTimeoutException("its row is locked");
    CompletableFuture<Answer<Boolean>> bad = desk.submit(InMemory.ask(BAD, "bob", 1));
    CompletableFuture<Answer<Boolean>> good = desk.submit(InMemory.ask(1, "ann", 1));
    gate.open();
    answer(bad);
    answer(good);
    sale.groups.clear();
    gate.taken.clear();

    assertThat(answer(desk.submit(InMemory.ask(BAD, "bob", 1))))
        .isEqualTo(new Answer.Unavailable<>());
    assertThat(gate.taken).containsExactly("sale:key:666");
    assertThat(sale.groups).containsExactly(Set.of(BAD));

    sale.failure = null;
    assertThat(answer(desk.submit(InMemory.ask(BAD, "bob", 1)))).isEqualTo(GOT_IT);
    gate.taken.clear();
    assertThat(answer(desk.submit(InMemory.ask(BAD, "bob", 1)))).isEqualTo(GOT_IT);
    assertThat(gate.taken).containsExactly("sale:0");
  }

  @Test
  void aDatabaseThatIsAwayIsToldToEverybodyAtOnce() throws Exception {
    Desk<Ask, Boolean> oneByOne = desk(1);
    sale.failure = () -> new DataAccessResourceFailureException("away");
    CompletableFuture<Answer<Boolean>> first = oneByOne.submit(InMemory.ask(BAD, "bob", 1));
    CompletableFuture<Answer<Boolean>> second = oneByOne.submit(InMemory.ask(1, "ann", 1));
    gate.open();

    assertThat(answer(first)).isEqualTo(new Answer.Unavailable<>());
    assertThat(answer(second)).isEqualTo(new Answer.Unavailable<>());
    assertThat(sale.groups).hasSize(1);
  }

  @Test
  void whatIsSoldOutOfOneKeyIsStillSoldOfAnother() throws Exception {
    gate.open();
    assertThat(answer(desk.submit(InMemory.ask(1, "ann", 10)))).isEqualTo(GOT_IT);
    assertThat(answer(desk.submit(InMemory.ask(1, "bob", 1)))).isEqualTo(NOTHING_LEFT);
    assertThat(answer(desk.submit(InMemory.ask(2, "bob", 1)))).isEqualTo(GOT_IT);
    assertThat(sale.groups).containsExactly(Set.of(1L), Set.of(2L));
  }

  @Test
  void whoStandsInTheQueueForWhatIsGoneIsToldWithoutAnotherGroup() throws Exception {
    Desk<Ask, Boolean> oneByOne = desk(1);
    CompletableFuture<Answer<Boolean>> last = oneByOne.submit(InMemory.ask(1, "ann", 10));
    CompletableFuture<Answer<Boolean>> late = oneByOne.submit(InMemory.ask(1, "bob", 1));
    CompletableFuture<Answer<Boolean>> other = oneByOne.submit(InMemory.ask(2, "eve", 1));
    gate.open();

    assertThat(answer(last)).isEqualTo(GOT_IT);
    assertThat(answer(late)).isEqualTo(NOTHING_LEFT);
    assertThat(answer(other)).isEqualTo(GOT_IT);
    assertThat(sale.groups).containsExactly(Set.of(1L), Set.of(2L));
  }

  @Test
  void whoMayGetSomethingAlthoughTheKeyHasNothingLeftIsDecidedAndNotRefusedFromMemory()
      throws Exception {
    Desk<Ask, Boolean> oneByOne = desk(1);
    CompletableFuture<Answer<Boolean>> last = oneByOne.submit(InMemory.ask(1, "ann", 10));
    CompletableFuture<Answer<Boolean>> waiting = oneByOne.submit(InMemory.ask(1, "bob", 0));
    gate.open();

    assertThat(answer(last)).isEqualTo(GOT_IT);
    assertThat(answer(waiting)).isEqualTo(GOT_IT);
    assertThat(answer(oneByOne.submit(InMemory.ask(1, "eve", 0)))).isEqualTo(GOT_IT);
    assertThat(answer(oneByOne.submit(InMemory.ask(1, "eve", 1)))).isEqualTo(NOTHING_LEFT);
    assertThat(sale.groups).hasSize(3);
  }

  @Test
  void whoMayHaveGotSomethingBeforeIsLookedUpBeforeBeingRefusedFromMemoryAlsoWithoutAKey()
      throws Exception {
    Ask regular = InMemory.ask(1, InMemory.REGULAR, 10);
    gate.open();
    assertThat(answer(desk.submit(regular))).isEqualTo(GOT_IT);
    gate.taken.clear();

    assertThat(answer(desk.submit(regular))).isEqualTo(GOT_IT);
    assertThat(answer(desk.submit(InMemory.ask(1, "bob", 1)))).isEqualTo(NOTHING_LEFT);
    assertThat(gate.taken).isEmpty();
    assertThat(sale.groups).hasSize(1);
  }

  @Test
  void whatWasSoldIsRepeatedByItsKeyAlsoWhenEverythingIsGoneAndWithoutTheLock() throws Exception {
    Ask first = new Ask(1, new UserId("ann"), 10, new IdempotencyKey("k-1"));
    gate.open();
    assertThat(answer(desk.submit(first))).isEqualTo(GOT_IT);
    gate.taken.clear();

    assertThat(answer(desk.submit(first))).isEqualTo(GOT_IT);
    assertThat(answer(desk.submit(new Ask(1, new UserId("ann"), 3, new IdempotencyKey("k-1")))))
        .isEqualTo(new Answer.KeyReused<>());
    assertThat(answer(desk.submit(new Ask(1, new UserId("ann"), 3, new IdempotencyKey("k-2")))))
        .isEqualTo(NOTHING_LEFT);
    assertThat(gate.taken).isEmpty();
  }

  @Test
  void aKeyThatIsBeingDecidedIsNotDecidedTwice() throws Exception {
    Ask ask = new Ask(1, new UserId("ann"), 1, new IdempotencyKey("k-1"));
    CompletableFuture<Answer<Boolean>> first = desk.submit(ask);
    assertThat(answer(desk.submit(ask))).isEqualTo(new Answer.KeyInUse<>());
    gate.open();
    assertThat(answer(first)).isEqualTo(GOT_IT);
  }

  @Test
  void whoIsStillUndecidedAtTheDeadlineIsToldSoAndNobodyElse() throws Exception {
    CompletableFuture<Answer<Boolean>> patient = desk.submit(InMemory.ask(1, "ann", 1));
    CompletableFuture<Answer<Boolean>> hasty =
        desk.submit(new Ask(1, new UserId("bob"), 1, null, System.nanoTime()));

    desk.answerOverdue();

    assertThat(answer(hasty)).isEqualTo(new Answer.Busy<>());
    assertThat(patient).isNotDone();
    gate.open();
    assertThat(answer(patient)).isEqualTo(GOT_IT);
    assertThat(desk.waiting()).isZero();
  }

  /** Who leaves the queue and who drains it are two. */
  @Test
  void whoIsToldThatNothingWasTakenGotNothing() throws Exception {
    gate.open();
    AtomicInteger sold = new AtomicInteger();
    Desk<Ask, Boolean> desk =
        InMemory.desk(
            gate,
            new Sale(Long.MAX_VALUE, user -> sold.incrementAndGet()),
            threads,
            () -> 0,
            InMemory.properties(4, 1_000));
    AtomicBoolean done = new AtomicBoolean();
    Thread hurry =
        new Thread(
            () -> {
              while (!done.get()) {
                desk.answerOverdue();
              }
            });
    hurry.start();
    List<CompletableFuture<Answer<Boolean>>> all = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      all.add(desk.submit(new Ask(1, new UserId("ann"), 1, null, System.nanoTime())));
      if (i % 50 == 0) {
        answer(all.get(i));
      }
    }
    int served = 0;
    for (CompletableFuture<Answer<Boolean>> one : all) {
      served += answer(one).equals(GOT_IT) ? 1 : 0;
    }
    done.set(true);
    hurry.join();

    int told = served;
    Awaitility.await().untilAsserted(() -> assertThat(sold).hasValueGreaterThanOrEqualTo(told));
    assertThat(desk.waiting()).isZero();
    assertThat(sold).hasValue(told);
  }
}
