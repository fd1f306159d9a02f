package io.openbell.core.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.invest.Outcome.Accepted;
import io.openbell.core.invest.Outcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
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
    return Admission.decide(offer, NOW, List.of(asks));
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

  // --- property

  /** The rule in ten lines, told apart from the code above it by being said differently. */
  private static List<String> model(long left, boolean started, boolean finished, List<Ask> asks) {
    List<String> said = new ArrayList<>();
    for (Ask ask : asks) {
      long fits = Math.min(ask.amount(), left);
      boolean taken =
          started && !finished && fits > 0 && (fits == ask.amount() || ask.allowPartial());
      String no =
          !started
              ? "not started"
              : left == 0 ? "sold out" : finished ? "finished" : "only " + left;
      said.add(taken ? "takes " + fits : no);
      left -= taken ? fits : 0;
    }
    return said;
  }

  private static String inWords(Outcome outcome) {
    if (outcome instanceof Accepted yes) {
      return "takes " + yes.amount();
    }
    Refusal refusal = ((Refused) outcome).refusal();
    if (refusal instanceof Refusal.AmountOverflow overflow) {
      return "only " + overflow.remaining();
    }
    if (refusal instanceof Refusal.SoldOut) {
      return "sold out";
    }
    return refusal instanceof Refusal.Finished ? "finished" : "not started";
  }

  private static long accepted(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(Accepted.class::isInstance)
        .mapToLong(outcome -> ((Accepted) outcome).amount())
        .reduce(0, Math::addExact);
  }

  @Test
  void randomGroupsAreDecidedAsTheModelSays() {
    long seed = Long.getLong("openbell.seed", new SplittableRandom().nextLong());
    System.out.println("AdmissionTest seed: repeat with -Dopenbell.seed=" + seed);
    RandomGenerator random = new SplittableRandom(seed);
    for (int group = 0; group < 20_000; group++) {
      // Small numbers make exact fits and sell-outs common; large ones reach for overflow.
      long top = random.nextInt(4) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(40);
      long total = top == Long.MAX_VALUE ? top - random.nextInt(3) : top;
      long reserved = random.nextInt(3) == 0 ? 0 : total - Math.min(total, random.nextInt(20));
      Instant startedAt = NOW.plus(TICK.multipliedBy(random.nextInt(-6, 2)));
      Instant finishedAt = startedAt.plus(TICK.multipliedBy(1 + random.nextInt(8)));
      Offer offer = new Offer(total, reserved, startedAt, finishedAt);
      List<Ask> asks =
          Stream.generate(
                  () ->
                      new Ask(
                          random.nextInt(8) == 0 ? top : 1 + random.nextInt(12),
                          random.nextInt(3) == 0))
              .limit(random.nextInt(12))
              .toList();

      List<Outcome> outcomes = Admission.decide(offer, NOW, asks);

      String which = "seed " + seed + ", group " + group + ": " + offer + " " + asks;
      boolean started = startedAt.compareTo(NOW) <= 0;
      boolean finished = finishedAt.compareTo(NOW) <= 0;
      assertThat(outcomes.stream().map(AdmissionTest::inWords))
          .as(which)
          .isEqualTo(model(total - reserved, started, finished, asks));
      assertThat(accepted(outcomes)).as(which).isBetween(0L, total - reserved);
      assertThat(Admission.decide(offer, NOW, asks)).as(which).isEqualTo(outcomes);
    }
  }
}
