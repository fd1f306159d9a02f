package io.openbell.consumer.finalizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;

class SettlerTest {
  private static final Duration MS = Duration.ofMillis(1);
  private static final Set<Long> ALL = Set.of(1L, 2L);
  private static final Finalized BOTH = new Finalized(List.of(MS, MS), 0, Set.of(), Set.of(7L));

  private final Finalizer finalizer = mock(Finalizer.class);
  private final Settler settler =
      new Settler(finalizer, new FinalizeProperties(20, MS, 1, MS, MS, 3, MS, MS, MS));

  @Test
  void a_lost_race_repeats_the_whole_batch_and_isolates_nobody() {
    when(finalizer.finalizeAll(ALL)).thenThrow(new DuplicateKeyException("race")).thenReturn(BOTH);

    Settlement settlement = settler.settle(List.of(event(1), event(2)), () -> true);

    assertThat(settlement.verdicts()).containsOnly(new Verdict.Settled());
    verify(finalizer, times(2)).finalizeAll(ALL);
    verify(finalizer, never()).finalizeAll(List.of(1L));
    verify(finalizer, never()).fail(anyLong(), any());
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

    assertThat(settler.settle(List.of(event(1), event(2)), () -> true).verdicts())
        .containsOnly(new Verdict.Settled());
  }

  @Test
  void an_unexplained_error_parks_its_message_after_the_last_attempt() {
    when(finalizer.finalizeAll(any())).thenThrow(new IllegalStateException("odd"));
    when(finalizer.databaseAnswers()).thenReturn(true);

    Settlement settlement = settler.settle(List.of(event(1)), () -> true);

    assertThat(settlement.verdicts())
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.Unfit.class, unfit -> assertThat(unfit.reason()).contains("odd"));
    // The batch once, its only message three times, its only log once.
    verify(finalizer, times(5)).finalizeAll(any());
    verify(finalizer, never()).fail(anyLong(), any());
  }

  @Test
  void nothing_is_settled_or_shown_when_it_has_to_stop_before_the_database_is_back() {
    when(finalizer.finalizeAll(any())).thenThrow(new CannotAcquireLockException("away"));
    AtomicInteger asked = new AtomicInteger();

    Settlement settlement =
        settler.settle(List.of(event(1), event(2)), () -> asked.incrementAndGet() < 10);

    assertThat(settlement.verdicts()).containsOnly(new Verdict.Unsettled());
    assertThat(settlement.products()).isEmpty();
  }

  private static InvestmentsAccepted event(long logId) {
    return new InvestmentsAccepted(
        "g", 7, Instant.EPOCH, List.of(new Investment(logId, "ann", 1, "c")));
  }
}
