package io.openbell.read.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.item.Item;
import io.openbell.core.item.ItemStatus;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By hand: queries begin when the test says so, and time passes likewise. */
class ExactItemsTest {
  private static final OffsetDateTime THEN = OffsetDateTime.parse("2026-11-20T10:00:00Z");

  /** What is due, in nanoseconds. */
  private final List<Long> delays = new ArrayList<>();

  private final List<Runnable> due = new ArrayList<>();
  private final List<Set<Long>> queries = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nanos = Long.MAX_VALUE - 500; // it may be anywhere, and overflow
  private long stock;
  private Runnable meanwhile = () -> {};

  private final ScheduledThreadPoolExecutor byHand =
      new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
          delays.add(unit.toNanos(delay));
          due.add(work);
          return null;
        }
      };

  private final ExactItems items =
      new ExactItems(this::query, new ItemMeters(registry), () -> nanos, byHand);

  @AfterEach
  void end() {
    items.stop();
    assertThat(byHand.isShutdown()).isTrue();
  }

  /** Everything below 100 is an item. */
  private List<Item> query(Set<Long> ids) {
    queries.add(Set.copyOf(ids));
    List<Item> found = ids.stream().filter(id -> id < 100).map(this::item).toList();
    meanwhile.run();
    return found;
  }

  private Item item(long id) {
    return new Item(id, "bell", 1, stock, 0, 0, ItemStatus.SELLING, null, THEN);
  }

  private void ask() {
    assertThat(due).hasSize(1);
    due.remove(0).run();
  }

  private static long stockOf(CompletableFuture<Optional<Item>> answer) {
    assertThat(answer).isDone();
    return answer.join().orElseThrow().stock();
  }

  @Test
  void allWhoWaitShareOneQueryWhateverItemTheyWant() {
    stock = 5;
    List<CompletableFuture<Optional<Item>>> answers =
        IntStream.range(0, 100).mapToObj(i -> items.byId(i % 3)).toList();
    CompletableFuture<Optional<Item>> none = items.byId(404);
    assertThat(registry.get("openbell.item.exact.waiting").gauge().value()).isEqualTo(101);

    ask();

    assertThat(queries).containsExactly(Set.of(0L, 1L, 2L, 404L));
    assertThat(answers).allSatisfy(answer -> assertThat(stockOf(answer)).isEqualTo(5));
    assertThat(none.join()).isEmpty();
    assertThat(due).isEmpty();
    assertThat(registry.get("openbell.item.exact.waiting").gauge().value()).isZero();
    assertThat(registry.get("openbell.item.exact.readers").summary().totalAmount()).isEqualTo(101);
    assertThat(registry.get("openbell.item.exact.readers").summary().count()).isEqualTo(1);
  }

  @Test
  void whoAsksWhileAQueryIsOnItsWayGetsTheAnswerOfTheNext() {
    stock = 5;
    List<CompletableFuture<Optional<Item>>> late = new ArrayList<>();
    meanwhile =
        () -> {
          stock = 4; // committed after the query has read, before it is answered
          late.add(items.byId(1));
          late.add(items.byId(1));
        };
    CompletableFuture<Optional<Item>> early = items.byId(1);

    ask();
    meanwhile = () -> {};

    assertThat(stockOf(early)).isEqualTo(5);
    assertThat(late).noneMatch(CompletableFuture::isDone);
    ask();
    assertThat(late).allSatisfy(answer -> assertThat(stockOf(answer)).isEqualTo(4));
    assertThat(queries).hasSize(2);
  }

  @Test
  void nothingIsKeptFromOneQueryToTheNext() {
    for (stock = 10; stock > 0; stock--) {
      CompletableFuture<Optional<Item>> answer = items.byId(1);
      ask();
      assertThat(stockOf(answer)).isEqualTo(stock);
    }
    assertThat(queries).hasSize(10);
  }

  @Test
  void oneQueryIsBegunInAMillisecond() {
    items.byId(1);
    ask();
    nanos += 200_000;
    meanwhile =
        () -> {
          items.byId(2);
          nanos += 300_000;
        };
    items.byId(1);
    nanos += 800_000; // when it was due
    ask();
    meanwhile = () -> {};
    ask();
    nanos += 5_000_000;
    items.byId(1);
    ask();

    assertThat(delays).containsExactly(0L, 800_000L, 700_000L, 0L);
  }

  @Test
  void aQueryThatFailsFailsWhoWaitedForItAndNobodyElse() {
    IllegalStateException away = new IllegalStateException("away");
    meanwhile =
        () -> {
          throw away;
        };
    List<CompletableFuture<Optional<Item>>> failed = List.of(items.byId(1), items.byId(2));
    ask();
    meanwhile = () -> {};

    assertThat(failed).allSatisfy(answer -> assertThatThrownBy(answer::join).hasRootCause(away));
    CompletableFuture<Optional<Item>> next = items.byId(1);
    ask();
    assertThat(next.join()).isPresent();
  }
}
