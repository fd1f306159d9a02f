package io.openbell.consumer.finalizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import io.openbell.core.product.UnlistedProducts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

class SettlerTest {
  private static final Duration MS = Duration.ofMillis(1);
  private static final Set<NamedLog> ALL = Set.of(named(1), named(2));
  private static final Finalized BOTH =
      new Finalized(List.of(MS, MS), 0, Set.of(), Map.of(), Set.of(7L));

  private final Finalizer finalizer = mock(Finalizer.class);
  private final Settler settler =
      new Settler(finalizer, new FinalizeProperties(20, MS, 1, MS, MS, 3, MS, MS, MS));

  @Test
  void a_lost_race_repeats_the_whole_batch_and_isolates_nobody() {
    when(finalizer.finalizeAll(ALL)).thenThrow(new DuplicateKeyException("race")).thenReturn(BOTH);

    Settlement settlement = settler.settle(List.of(event(1), event(2)), () -> true);

    assertThat(settlement.dispositions()).containsOnly(new Disposition.Acknowledge());
    verify(finalizer, times(2)).finalizeAll(ALL);
    verify(finalizer, never()).finalizeAll(List.of(named(1)));
    verify(finalizer, never()).fail(any(), any());
  }

  @Test
  void a_deadlock_is_repeated_more_often_than_any_unexplained_error_would_be() {
    when(finalizer.finalizeAll(ALL))
        .thenThrow(
            new CannotAcquireLockException("1"),
            new CannotAcquireLockException("2"),
            new CannotAcquireLockException("3"),
            new CannotAcquireLockException("4"))
        .thenReturn(BOTH);

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true).succeeded()).isEqualTo(2);
  }

  @Test
  void no_error_is_believed_while_the_database_does_not_answer() {
    when(finalizer.finalizeAll(ALL))
        .thenThrow(new IllegalStateException("odd"), new IllegalStateException("odd"))
        .thenReturn(BOTH);
    when(finalizer.databaseAnswers()).thenReturn(false);

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true).dispositions())
        .containsOnly(new Disposition.Acknowledge());
  }

  @Test
  void an_unexplained_error_parks_its_message_after_the_last_attempt() {
    when(finalizer.finalizeAll(any())).thenThrow(new IllegalStateException("odd"));
    when(finalizer.databaseAnswers()).thenReturn(true);

    Settlement settlement = settler.settle(List.of(event(1)), () -> true);

    assertThat(settlement.dispositions())
        .singleElement()
        .isInstanceOfSatisfying(
            Disposition.DeadLetter.class, unfit -> assertThat(unfit.reason()).contains("odd"));
    // The batch once, its only message three times, its only log once.
    verify(finalizer, times(5)).finalizeAll(any());
    verify(finalizer, never()).fail(any(), any());
  }

  @Test
  void nothing_is_settled_or_shown_when_it_has_to_stop_before_the_database_is_back() {
    when(finalizer.finalizeAll(any())).thenThrow(new CannotAcquireLockException("away"));
    AtomicInteger asked = new AtomicInteger();

    Settlement settlement =
        settler.settle(List.of(event(1), event(2)), () -> asked.incrementAndGet() < 10);

    assertThat(settlement.dispositions()).containsOnly(new Disposition.Requeue());
    assertThat(settlement.products()).isEmpty();
  }

  @Test
  void nothing_to_settle_is_no_transaction() {
    assertThat(settler.settle(List.of(), () -> true))
        .isEqualTo(new Settlement(List.of(), 0, 0, 0, Set.of()));
    verify(finalizer, never()).finalizeAll(any());
  }

  @Test
  void it_tells_what_was_done_and_which_products_it_concerns() {
    when(finalizer.finalizeAll(ALL))
        .thenReturn(new Finalized(List.of(MS, MS, MS), 2, Set.of(), Map.of(), Set.of(8L, 7L)));

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true))
        .isEqualTo(
            new Settlement(
                List.of(new Disposition.Acknowledge(), new Disposition.Acknowledge()),
                3,
                0,
                2,
                Set.of(7L, 8L)));
  }

  @Test
  void only_the_message_with_unknown_logs_is_unfit() {
    when(finalizer.finalizeAll(ALL))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(2L), Map.of(), Set.of(7L)));

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true).dispositions())
        .containsExactly(
            new Disposition.Acknowledge(), new Disposition.DeadLetter("1 unknown logs: [2]"));
  }

  @Test
  void only_the_message_whose_logs_are_other_investments_now_is_unfit_and_tells_what_differs() {
    when(finalizer.finalizeAll(any()))
        .thenReturn(
            new Finalized(
                List.of(MS), 0, Set.of(3L), Map.of(named(2), List.of("user", "time")), Set.of(7L)));

    assertThat(settler.settle(List.of(event(1), event(1, 2, 3)), () -> true).dispositions())
        .containsExactly(
            new Disposition.Acknowledge(),
            new Disposition.DeadLetter(
                "1 unknown logs: [3]; 1 logs are other investments now, given these ids by an older"
                    + " database: [2 by user and time]"));
  }

  @Test
  void logs_found_to_be_others_one_by_one_make_their_message_unfit() {
    refuses(ALL);
    when(finalizer.finalizeAll(List.of(named(1))))
        .thenReturn(
            new Finalized(List.of(), 0, Set.of(), Map.of(named(1), List.of("amount")), Set.of()));
    when(finalizer.finalizeAll(List.of(named(2))))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(), Map.of(), Set.of(7L)));

    assertThat(settler.settle(List.of(event(1, 2)), () -> true).dispositions())
        .containsExactly(
            new Disposition.DeadLetter(
                "1 logs are other investments now, given these ids by an older database:"
                    + " [1 by amount]"));
  }

  @Test
  void unknown_logs_of_a_warm_up_are_settled() {
    InvestmentsAccepted warmUp =
        new InvestmentsAccepted(
            "g",
            Instant.EPOCH,
            List.of(new Investment(1, UnlistedProducts.FIRST_ID, "ann", 1, "c", Instant.EPOCH)));
    when(finalizer.finalizeAll(any()))
        .thenReturn(new Finalized(List.of(), 0, Set.of(1L), Map.of(), Set.of()));

    assertThat(settler.settle(List.of(warmUp), () -> true).dispositions())
        .containsExactly(new Disposition.Acknowledge());
  }

  @Test
  void a_refused_log_fails_alone_and_the_others_of_its_message_succeed() {
    refuses(ALL);
    refuses(List.of(named(2)));
    when(finalizer.finalizeAll(List.of(named(1))))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(), Map.of(), Set.of(7L)));
    when(finalizer.fail(named(2), "CONSTRAINT_VIOLATED")).thenReturn(OptionalLong.of(9));

    assertThat(settler.settle(List.of(event(1, 2)), () -> true))
        .isEqualTo(new Settlement(List.of(new Disposition.Acknowledge()), 1, 1, 0, Set.of(7L, 9L)));
  }

  @Test
  void a_refused_message_costs_the_others_of_its_batch_nothing() {
    refuses(ALL);
    refuses(Set.of(named(2)));
    refuses(List.of(named(2)));
    when(finalizer.finalizeAll(Set.of(named(1))))
        .thenReturn(new Finalized(List.of(MS), 1, Set.of(), Map.of(), Set.of(7L)));
    when(finalizer.fail(named(2), "CONSTRAINT_VIOLATED")).thenReturn(OptionalLong.of(7));

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true))
        .isEqualTo(
            new Settlement(
                List.of(new Disposition.Acknowledge(), new Disposition.Acknowledge()),
                1,
                1,
                1,
                Set.of(7L)));
  }

  @Test
  void a_log_that_somebody_else_settled_before_it_could_fail_counts_as_skipped() {
    refuses(any());
    when(finalizer.fail(named(1), "CONSTRAINT_VIOLATED")).thenReturn(OptionalLong.empty());

    assertThat(settler.settle(List.of(event(1)), () -> true))
        .isEqualTo(new Settlement(List.of(new Disposition.Acknowledge()), 0, 0, 1, Set.of(7L)));
  }

  @Test
  void a_log_that_cannot_even_fail_parks_its_message() {
    refuses(any());
    when(finalizer.fail(any(), any())).thenThrow(new DataIntegrityViolationException("no"));

    assertThat(settler.settle(List.of(event(1, 2)), () -> true).dispositions())
        .singleElement()
        .isInstanceOfSatisfying(
            Disposition.DeadLetter.class,
            unfit ->
                assertThat(unfit.reason())
                    .startsWith("2 logs cannot be finalized; log 1 cannot even fail: ")
                    .contains("; log 2 cannot even fail: "));
  }

  @Test
  void logs_found_unknown_one_by_one_make_their_message_unfit() {
    refuses(ALL);
    when(finalizer.finalizeAll(List.of(named(1))))
        .thenReturn(new Finalized(List.of(), 0, Set.of(1L), Map.of(), Set.of()));
    when(finalizer.finalizeAll(List.of(named(2))))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(), Map.of(), Set.of(7L)));

    assertThat(settler.settle(List.of(event(1, 2)), () -> true).dispositions())
        .containsExactly(new Disposition.DeadLetter("1 unknown logs: [1]"));
  }

  @Test
  void a_race_lost_again_and_again_is_given_up() {
    when(finalizer.finalizeAll(any())).thenThrow(new DuplicateKeyException("race"));

    Settlement settlement = settler.settle(List.of(event(1)), () -> true);

    assertThat(settlement.dispositions())
        .singleElement()
        .isInstanceOf(Disposition.DeadLetter.class);
    // The batch, its only message and its only log, each three times.
    verify(finalizer, times(9)).finalizeAll(any());
    verify(finalizer, never()).fail(any(), any());
  }

  @Test
  void whoever_has_to_stop_while_isolating_messages_settles_only_what_was_done() {
    refuses(ALL);
    when(finalizer.finalizeAll(Set.of(named(1))))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(), Map.of(), Set.of(7L)));
    when(finalizer.finalizeAll(Set.of(named(2)))).thenThrow(new CannotAcquireLockException("away"));

    assertThat(settler.settle(List.of(event(1), event(2)), () -> false).dispositions())
        .containsExactly(new Disposition.Acknowledge(), new Disposition.Requeue());
  }

  @Test
  void whoever_has_to_stop_while_isolating_logs_leaves_the_message_unsettled() {
    refuses(ALL);
    when(finalizer.finalizeAll(List.of(named(1))))
        .thenReturn(new Finalized(List.of(MS), 0, Set.of(), Map.of(), Set.of(7L)));
    when(finalizer.finalizeAll(List.of(named(2))))
        .thenThrow(new CannotAcquireLockException("away"));

    assertThat(settler.settle(List.of(event(1, 2)), () -> false).dispositions())
        .containsExactly(new Disposition.Requeue());
  }

  @Test
  void whoever_has_to_stop_while_a_log_is_to_fail_leaves_the_message_unsettled() {
    refuses(any());
    when(finalizer.fail(any(), any())).thenThrow(new CannotAcquireLockException("away"));

    assertThat(settler.settle(List.of(event(1)), () -> false).dispositions())
        .containsExactly(new Disposition.Requeue());
  }

  @Test
  void a_reason_names_ten_logs_at_most() {
    long[] many = LongStream.rangeClosed(1, 30).toArray();
    Set<Long> all = LongStream.of(many).boxed().collect(Collectors.toSet());
    when(finalizer.finalizeAll(any()))
        .thenReturn(new Finalized(List.of(), 0, all, Map.of(), Set.of()));

    assertThat(settler.settle(List.of(event(many)), () -> true).dispositions())
        .containsExactly(
            new Disposition.DeadLetter("30 unknown logs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"));
  }

  @Test
  void an_error_is_told_in_one_line_of_bounded_length() {
    String longest = "x".repeat(300 - "java.lang.IllegalStateException: ".length());

    assertThat(Settler.describe(new RuntimeException("outer", new IllegalStateException("a\r\nb"))))
        .isEqualTo("java.lang.IllegalStateException: a b");
    assertThat(Settler.describe(new IllegalStateException(longest))).hasSize(300).endsWith("x");
    assertThat(Settler.describe(new IllegalStateException(longest + "y")))
        .hasSize(303)
        .endsWith("x...");
  }

  private void refuses(Collection<NamedLog> names) {
    when(finalizer.finalizeAll(names)).thenThrow(new DataIntegrityViolationException("refused"));
  }

  private static Investment investment(long logId) {
    return new Investment(logId, 7, "ann", 1, "c", Instant.EPOCH);
  }

  private static NamedLog named(long logId) {
    return new NamedLog(Instant.EPOCH, investment(logId));
  }

  private static InvestmentsAccepted event(long... logIds) {
    return new InvestmentsAccepted(
        "g", Instant.EPOCH, LongStream.of(logIds).mapToObj(SettlerTest::investment).toList());
  }
}
