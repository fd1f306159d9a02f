package io.openbell.core.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.invest.Outcome.Accepted;
import io.openbell.core.invest.Outcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private static final Instant NOW = Instant.parse("2026-11-20T01:00:00Z");
  private static final Duration TICK = Duration.ofNanos(1000);
  private static final Instant OPENED = NOW.minus(TICK);
  private static final Instant CLOSES = NOW.plus(TICK);

  /** The reasons a decision knows, in the order in which {@link Refusal} writes them down. */
  private static final List<Class<?>> WRITTEN_ORDER =
      Stream.of(Refusal.class.getPermittedSubclasses())
          .filter(reason -> reason != Refusal.NotExistProduct.class)
          .toList();

  private record Ask(long amount, boolean allowPartial) implements Admission.Bid {}

  private static Ask whole(long amount) {
    return new Ask(amount, false);
  }

  private static Ask partial(long amount) {
    return new Ask(amount, true);
  }

  private static Offer openOffer(long total, long reserved) {
    return new Offer(total, reserved, OPENED, CLOSES);
  }

  private static List<Outcome> decide(Offer offer, Ask... asks) {
    return Admission.decide(offer, NOW, List.of(asks)).stream()
        .map(Admission.Decision::outcome)
        .toList();
  }

  private static Outcome accepted(long amount) {
    return new Accepted(amount);
  }

  private static Outcome refused(Refusal refusal) {
    return new Refused(refusal);
  }

  // --- precedence

  static Stream<Set<Class<?>>> everySetOfReasons() {
    return IntStream.range(1, 1 << WRITTEN_ORDER.size())
        .mapToObj(
            bits ->
                Set.copyOf(
                    IntStream.range(0, WRITTEN_ORDER.size())
                        .filter(i -> (bits & 1 << i) != 0)
                        .mapToObj(WRITTEN_ORDER::get)
                        .toList()));
  }

  @Test
  void theOrderOfRefusalsIsTheAgreedOne() {
    assertThat(Refusal.class.getPermittedSubclasses())
        .containsExactly(
            Refusal.NotExistProduct.class,
            Refusal.NotStarted.class,
            Refusal.SoldOut.class,
            Refusal.Finished.class,
            Refusal.AmountOverflow.class);
  }

  /** All pairs, and all larger sets. Not started and finished at once takes an inverted period. */
  @ParameterizedTest
  @MethodSource("everySetOfReasons")
  void ofSeveralReasonsTheFirstInTheWrittenOrderIsTold(Set<Class<?>> reasons) {
    Instant startedAt = reasons.contains(Refusal.NotStarted.class) ? NOW.plus(TICK) : OPENED;
    Instant finishedAt = reasons.contains(Refusal.Finished.class) ? NOW : CLOSES.plus(TICK);
    long left = reasons.contains(Refusal.SoldOut.class) ? 0 : 5;
    long amount = reasons.contains(Refusal.AmountOverflow.class) ? 6 : 5;
    Offer offer = new Offer(100, 100 - left, startedAt, finishedAt);

    List<Outcome> outcomes = decide(offer, whole(amount));

    Class<?> first = WRITTEN_ORDER.stream().filter(reasons::contains).findFirst().orElseThrow();
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0)).isInstanceOf(Refused.class);
    assertThat(((Refused) outcomes.get(0)).refusal()).isInstanceOf(first);
  }

  @Test
  void aRefusalCarriesWhatTheClientMayBeTold() {
    Instant later = NOW.plusSeconds(60);
    assertThat(decide(new Offer(9, 0, later, later.plusSeconds(1)), whole(1)))
        .containsExactly(refused(new Refusal.NotStarted(later)));
    assertThat(decide(new Offer(9, 0, OPENED, NOW), whole(1)))
        .containsExactly(refused(new Refusal.Finished(NOW)));
    assertThat(decide(openOffer(9, 2), whole(8)))
        .containsExactly(refused(new Refusal.AmountOverflow(7)));
  }

  // --- boundaries

  @Test
  void itIsOpenFromTheVeryInstantItStarts() {
    assertThat(decide(new Offer(10, 0, NOW, CLOSES), whole(1))).containsExactly(accepted(1));
  }

  @Test
  void itIsNotYetOpenTheTickBefore() {
    assertThat(decide(new Offer(10, 0, NOW.plus(TICK), CLOSES.plus(TICK)), whole(1)))
        .containsExactly(refused(new Refusal.NotStarted(NOW.plus(TICK))));
  }

  @Test
  void itIsStillOpenTheTickBeforeItFinishes() {
    assertThat(decide(new Offer(10, 0, OPENED, NOW.plus(TICK)), whole(1)))
        .containsExactly(accepted(1));
  }

  @Test
  void itIsFinishedFromTheVeryInstantItFinishes() {
    assertThat(decide(new Offer(10, 0, OPENED, NOW), whole(1)))
        .containsExactly(refused(new Refusal.Finished(NOW)));
  }

  @Test
  void exactlyWhatIsLeftIsAcceptedAndOneWonMoreIsNot() {
    assertThat(decide(openOffer(10, 7), whole(3))).containsExactly(accepted(3));
    assertThat(decide(openOffer(10, 7), whole(4)))
        .containsExactly(refused(new Refusal.AmountOverflow(3)));
  }

  @Test
  void theLargestTotalIsSoldToTheLastWonWithoutOverflow() {
    long max = Long.MAX_VALUE;
    assertThat(decide(openOffer(max, 0), whole(max), whole(max), partial(max)))
        .containsExactly(
            accepted(max), refused(new Refusal.SoldOut()), refused(new Refusal.SoldOut()));
    assertThat(decide(openOffer(max, 0), whole(max - 1), whole(max), partial(max), whole(1)))
        .containsExactly(
            accepted(max - 1),
            refused(new Refusal.AmountOverflow(1)),
            accepted(1),
            refused(new Refusal.SoldOut()));
    assertThat(decide(openOffer(max, max - 1), whole(max), whole(1)))
        .containsExactly(refused(new Refusal.AmountOverflow(1)), accepted(1));
  }

  // --- the group

  @Test
  void anEmptyGroupHasNoOutcomes() {
    assertThat(decide(openOffer(10, 0))).isEmpty();
  }

  @Test
  void whoArrivesFirstGetsWhatIsLeft() {
    assertThat(decide(openOffer(10, 0), whole(6), whole(4), whole(1)))
        .containsExactly(accepted(6), accepted(4), refused(new Refusal.SoldOut()));
    assertThat(decide(openOffer(10, 0), whole(1), whole(4), whole(6)))
        .containsExactly(accepted(1), accepted(4), refused(new Refusal.AmountOverflow(5)));
  }

  @Test
  void aBidTooLargeDoesNotKeepALaterSmallerOneOut() {
    assertThat(decide(openOffer(10, 0), whole(11), whole(10), whole(1)))
        .containsExactly(
            refused(new Refusal.AmountOverflow(10)), accepted(10), refused(new Refusal.SoldOut()));
  }

  @Test
  void whoAllowsLessGetsTheRest() {
    assertThat(decide(openOffer(10, 0), whole(7), partial(5), partial(5)))
        .containsExactly(accepted(7), accepted(3), refused(new Refusal.SoldOut()));
  }

  @Test
  void whoAllowsLessStillGetsAllThatWasAskedWhenItIsThere() {
    assertThat(decide(openOffer(10, 0), partial(5), partial(5)))
        .containsExactly(accepted(5), accepted(5));
  }

  // --- programmer errors

  @ParameterizedTest
  @ValueSource(longs = {-1, 11, Long.MIN_VALUE, Long.MAX_VALUE})
  void anOfferWithAnImpossibleReservedAmountCannotBeMade(long reserved) {
    assertThatThrownBy(() -> openOffer(10, reserved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Long.toString(reserved));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void anAmountThatIsNotPositiveIsNeverAccepted(long amount) {
    assertThatThrownBy(() -> decide(openOffer(10, 5), whole(amount)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decide(openOffer(10, 5), partial(amount)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
