package io.openbell.core.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.order.Outcome.Accepted;
import io.openbell.core.order.Outcome.Refused;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutTest {
  private static final long MAX = Long.MAX_VALUE;

  /** The reasons a decision knows, in the order in which {@link Refusal} writes them down. */
  private static final List<Class<?>> WRITTEN_ORDER =
      List.of(Refusal.class.getPermittedSubclasses());

  private record Order(String buyer, List<Wish> wishes, boolean payNow) implements Checkout.Cart {}

  private static OfferedItem item(long id, long price, long available) {
    return new OfferedItem(id, "item " + id, price, true, available, MAX);
  }

  private static Wish wish(long id, long quantity) {
    return new Wish(id, quantity, OptionalLong.empty());
  }

  private static Wish wish(long id, long quantity, long expectedPrice) {
    return new Wish(id, quantity, OptionalLong.of(expectedPrice));
  }

  private static Order later(Wish... wishes) {
    return new Order("kim", List.of(wishes), false);
  }

  private static Order now(String buyer, Wish... wishes) {
    return new Order(buyer, List.of(wishes), true);
  }

  private static List<Outcome> decide(
      List<OfferedItem> items, Map<String, Long> balances, Order... orders) {
    return Checkout.decide(items, balances, List.of(orders)).stream()
        .map(Checkout.Decision::outcome)
        .toList();
  }

  private static Outcome decideOne(List<OfferedItem> items, Order order) {
    return decide(items, Map.of(), order).get(0);
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
            Refusal.NotExistItem.class,
            Refusal.OverMaxPerOrder.class,
            Refusal.AmountTooLarge.class,
            Refusal.NotOnSale.class,
            Refusal.PriceChanged.class,
            Refusal.SoldOut.class,
            Refusal.StockShort.class,
            Refusal.PointShort.class);
  }

  /**
   * Each reason has an item of its own, with a lower id the later it is to be told: an item does
   * not come first for being first. Sold out and short are one rule, told of the item with the
   * lower id, so there sold out has it.
   */
  @ParameterizedTest
  @MethodSource("everySetOfReasons")
  void ofSeveralReasonsTheFirstInTheWrittenOrderIsTold(Set<Class<?>> reasons) {
    List<OfferedItem> items =
        List.of(
            item(1, 10, reasons.contains(Refusal.SoldOut.class) ? 0 : 5),
            item(2, 10, reasons.contains(Refusal.StockShort.class) ? 1 : 5),
            item(3, 10, 5),
            new OfferedItem(4, "stopped", 10, !reasons.contains(Refusal.NotOnSale.class), 5, MAX),
            item(5, reasons.contains(Refusal.AmountTooLarge.class) ? MAX / 2 + 1 : 10, 5),
            new OfferedItem(
                6, "few", 10, true, 5, reasons.contains(Refusal.OverMaxPerOrder.class) ? 1 : 2),
            item(7, 10, 5));
    Order order =
        now(
            "kim",
            wish(1, 2),
            wish(2, 2),
            wish(3, 2, reasons.contains(Refusal.PriceChanged.class) ? 9 : 10),
            wish(4, 2),
            wish(5, 2),
            wish(6, 2),
            wish(reasons.contains(Refusal.NotExistItem.class) ? 8 : 7, 2));
    long balance = reasons.contains(Refusal.PointShort.class) ? 139 : 140;

    List<Outcome> outcomes = decide(items, Map.of("kim", balance), order);

    Class<?> first = WRITTEN_ORDER.stream().filter(reasons::contains).findFirst().orElseThrow();
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0)).isInstanceOf(Refused.class);
    assertThat(((Refused) outcomes.get(0)).refusal()).isInstanceOf(first);
  }

  @Test
  void ofSeveralItemsWithTheSameReasonTheOneWithTheLowestIdIsTold() {
    List<OfferedItem> items = List.of(item(1, 5, 9), item(2, 5, 1), item(3, 5, 0));

    assertThat(decideOne(items, later(wish(9, 1), wish(8, 1), wish(1, 1))))
        .isEqualTo(refused(new Refusal.NotExistItem(8)));
    assertThat(decideOne(items, later(wish(3, 2), wish(2, 2))))
        .isEqualTo(refused(new Refusal.StockShort(2, 1)));
    assertThat(decideOne(items, later(wish(3, 1), wish(2, 1))))
        .isEqualTo(refused(new Refusal.SoldOut(3)));
    assertThat(decideOne(items, later(wish(2, 1, 4), wish(1, 1, 6))))
        .isEqualTo(refused(new Refusal.PriceChanged(1, 5)));
  }

  @Test
  void aRefusalCarriesWhatTheClientMayBeTold() {
    List<OfferedItem> items = List.of(new OfferedItem(1, "a", 70, true, 9, 3));

    assertThat(decideOne(items, later(wish(1, 4))))
        .isEqualTo(refused(new Refusal.OverMaxPerOrder(1, 3)));
    assertThat(decideOne(items, later(wish(1, 1, 69))))
        .isEqualTo(refused(new Refusal.PriceChanged(1, 70)));
    assertThat(decide(items, Map.of("kim", 139L), now("kim", wish(1, 2))))
        .containsExactly(refused(new Refusal.PointShort(140, 139)));
    assertThat(decide(items, Map.of(), now("kim", wish(1, 2))))
        .containsExactly(refused(new Refusal.PointShort(140, 0)));
  }

  // --- what is taken

  @Test
  void anOrderKeepsTheItemsAsTheyAreByTheirIds() {
    List<OfferedItem> items = List.of(item(1, 70, 9), item(2, 5, 9));

    assertThat(decideOne(items, later(wish(2, 3, 5), wish(1, 2))))
        .isEqualTo(
            new Accepted(
                List.of(
                    new OrderLine(1, "item 1", 70, 2, 140), new OrderLine(2, "item 2", 5, 3, 15)),
                155));
  }

  @Test
  void anOrderThatIsRefusedTakesNothingAndKeepsNoLaterOneOut() {
    List<OfferedItem> items = List.of(item(1, 10, 5), item(2, 10, 0));
    Map<String, Long> balances = Map.of("kim", 50L);

    assertThat(
            decide(
                items,
                balances,
                now("kim", wish(1, 5), wish(2, 1)),
                now("kim", wish(1, 6)),
                now("kim", wish(1, 5))))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(refused(new Refusal.SoldOut(2))),
            second -> assertThat(second).isEqualTo(refused(new Refusal.StockShort(1, 5))),
            third -> assertThat(third).isInstanceOf(Accepted.class));
  }

  @Test
  void whoArrivesFirstGetsTheLastOneAndPointsAreSpentOnce() {
    List<OfferedItem> items = List.of(item(1, 700, 2));
    Map<String, Long> balances = Map.of("kim", 1_000L, "lee", 700L);

    assertThat(
            decide(
                items,
                balances,
                now("kim", wish(1, 1)),
                now("kim", wish(1, 1)),
                now("lee", wish(1, 1)),
                now("lee", wish(1, 1))))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(Accepted.class),
            second -> assertThat(second).isEqualTo(refused(new Refusal.PointShort(700, 300))),
            third -> assertThat(third).isInstanceOf(Accepted.class),
            fourth -> assertThat(fourth).isEqualTo(refused(new Refusal.SoldOut(1))));
  }

  @Test
  void whoPaysLaterNeedsNoPointsNow() {
    assertThat(decideOne(List.of(item(1, 700, 1)), later(wish(1, 1)))).isInstanceOf(Accepted.class);
  }

  @Test
  void theLargestAmountIsTakenAndOneMoreIsNot() {
    List<OfferedItem> items = List.of(item(1, MAX, 1), item(2, 1, MAX), item(3, 2, MAX));

    assertThat(decideOne(items, later(wish(2, MAX)))).isInstanceOf(Accepted.class);
    assertThat(decideOne(items, later(wish(1, 1)))).isInstanceOf(Accepted.class);
    assertThat(decideOne(items, later(wish(3, MAX / 2), wish(2, 1)))).isInstanceOf(Accepted.class);
    assertThat(decideOne(items, later(wish(3, MAX / 2 + 1))))
        .isEqualTo(refused(new Refusal.AmountTooLarge(3)));
    assertThat(decideOne(items, later(wish(2, 1), wish(1, 1))))
        .isEqualTo(refused(new Refusal.AmountTooLarge(2)));
    assertThat(decideOne(items, later(wish(3, MAX / 2), wish(2, 2))))
        .isEqualTo(refused(new Refusal.AmountTooLarge(3)));
  }

  @Test
  void aGroupOfNobodyHasNoOutcomes() {
    assertThat(decide(List.of(item(1, 1, 1)), Map.of())).isEmpty();
  }

  // --- programmer errors

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aQuantityThatIsNotPositiveIsNeverOrdered(long quantity) {
    assertThatThrownBy(() -> wish(1, quantity)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anItemThatCannotBeIsNotOffered() {
    assertThatThrownBy(() -> item(1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> item(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OfferedItem(1, "a", 1, true, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTotalIsWhatTheLinesAddUpTo() {
    List<OrderLine> lines = List.of(new OrderLine(1, "a", 2, 3, 6));
    assertThatThrownBy(() -> new Accepted(lines, 7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Accepted(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
