package io.openbell.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.order.Outcome.Accepted;
import io.openbell.core.order.Outcome.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** What holds of every decision, whatever is on sale and whoever orders. */
@PropertyDefaults(tries = 3000, edgeCases = EdgeCasesMode.NONE) // the ranges are small enough
class CheckoutPropertiesTest {
  private static final long MAX = Long.MAX_VALUE;
  private static final int ITEMS = 4;

  private record Order(String buyer, List<Wish> wishes, boolean payNow) implements Checkout.Cart {}

  /** What is on sale, what buyers have, and who orders, in arrival order. */
  private record Sale(List<OfferedItem> items, Map<String, Long> balances, List<Order> orders) {
    List<Outcome> decide() {
      return outcomes(items, balances, orders);
    }
  }

  private static List<Outcome> outcomes(
      List<OfferedItem> items, Map<String, Long> balances, List<Order> orders) {
    List<Checkout.Decision<Order>> decisions = Checkout.decide(items, balances, orders);
    assertThat(decisions).extracting(Checkout.Decision::cart).isEqualTo(orders);
    return decisions.stream().map(Checkout.Decision::outcome).toList();
  }

  /** What is there after these were decided. */
  private static Sale after(Sale before, List<Outcome> outcomes) {
    Map<Long, Long> taken = new HashMap<>();
    Map<String, Long> spent = new HashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Accepted order) {
        order.lines().forEach(line -> taken.merge(line.itemId(), line.quantity(), Math::addExact));
        if (before.orders().get(i).payNow()) {
          spent.merge(before.orders().get(i).buyer(), order.total(), Math::addExact);
        }
      }
    }
    List<OfferedItem> items =
        before.items().stream()
            .map(
                item ->
                    new OfferedItem(
                        item.itemId(),
                        item.name(),
                        item.price(),
                        item.onSale(),
                        item.available() - taken.getOrDefault(item.itemId(), 0L),
                        item.maxPerOrder()))
            .toList();
    Map<String, Long> balances = new HashMap<>(before.balances());
    spent.forEach((buyer, amount) -> balances.merge(buyer, -amount, Math::addExact));
    return new Sale(
        items, balances, before.orders().subList(outcomes.size(), before.orders().size()));
  }

  // --- what may happen

  // Few of everything make exact fits and sell-outs common; the large ones reach for overflow.
  @Provide
  Arbitrary<Sale> sales() {
    Arbitrary<List<OfferedItem>> items =
        Combinators.combine(
                LongStream.rangeClosed(1, ITEMS).mapToObj(CheckoutPropertiesTest::items).toList())
            .as(list -> list);
    Arbitrary<Map<String, Long>> balances =
        Arbitraries.maps(
            Arbitraries.of("kim", "lee"),
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 60)),
                Tuple.of(1, Arbitraries.just(MAX))));
    return Combinators.combine(items, balances, orders().list().ofMaxSize(10)).as(Sale::new);
  }

  private static Arbitrary<OfferedItem> items(long id) {
    Arbitrary<Long> prices =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.longs().between(1, 5)),
            Tuple.of(1, Arbitraries.longs().between(MAX / 3, MAX)));
    Arbitrary<Boolean> onSale = Arbitraries.frequency(Tuple.of(12, true), Tuple.of(1, false));
    Arbitrary<Long> available =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.longs().between(0, 15)), Tuple.of(1, Arbitraries.just(MAX)));
    Arbitrary<Long> max =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(MAX)), Tuple.of(1, Arbitraries.longs().between(2, 5)));
    return Combinators.combine(prices, onSale, available, max)
        .as(
            (price, selling, left, most) ->
                new OfferedItem(id, "item " + id, price, selling, left, most));
  }

  private static Arbitrary<Order> orders() {
    Arbitrary<Long> ids =
        Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.longs().between(1, ITEMS)),
            Tuple.of(1, Arbitraries.longs().between(ITEMS + 1, ITEMS + 2)));
    Arbitrary<Long> quantities =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.longs().between(1, 6)), Tuple.of(1, Arbitraries.just(MAX)));
    Arbitrary<OptionalLong> expected =
        Arbitraries.frequencyOf(
            Tuple.of(10, Arbitraries.just(OptionalLong.empty())),
            Tuple.of(1, Arbitraries.longs().between(1, 5).map(OptionalLong::of)));
    Arbitrary<List<Wish>> wishes =
        Combinators.combine(ids, quantities, expected)
            .as(Wish::new)
            .list()
            .uniqueElements(Wish::itemId)
            .ofMinSize(1)
            .ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of("kim", "lee", "poor"), wishes, Arbitraries.of(true, false))
        .as(Order::new);
  }

  // --- properties

  @Property
  void noMoreIsTakenThanIsThere(@ForAll("sales") Sale sale) {
    Sale after = after(sale, sale.decide()); // an item with fewer than none cannot be made
    assertThat(after.balances().values()).allMatch(balance -> balance >= 0);
  }

  @Property
  void anOutcomeDependsOnNobodyWhoCameLater(@ForAll("sales") Sale sale) {
    List<Outcome> all = sale.decide();
    for (int first = 0; first <= all.size(); first++) {
      assertThat(outcomes(sale.items(), sale.balances(), sale.orders().subList(0, first)))
          .isEqualTo(all.subList(0, first));
    }
  }

  /** What lets the desk cut groups wherever it likes. */
  @Property
  void howTheQueueIsCutIntoGroupsChangesNothing(@ForAll("sales") Sale sale) {
    List<Outcome> oneByOne = new ArrayList<>();
    Sale rest = sale;
    while (!rest.orders().isEmpty()) {
      List<Outcome> one = outcomes(rest.items(), rest.balances(), rest.orders().subList(0, 1));
      oneByOne.addAll(one);
      rest = after(rest, one);
    }
    assertThat(sale.decide()).isEqualTo(oneByOne);
  }

  @Property
  void anOrderIsTakenWholeAsTheItemsAre(@ForAll("sales") Sale sale) {
    List<Outcome> outcomes = sale.decide();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Accepted order) {
        Map<Long, Long> asked = new TreeMap<>();
        sale.orders().get(i).wishes().forEach(wish -> asked.put(wish.itemId(), wish.quantity()));
        assertThat(order.lines())
            .extracting(OrderLine::itemId)
            .containsExactlyElementsOf(asked.keySet());
        assertThat(order.lines())
            .extracting(OrderLine::quantity)
            .containsExactlyElementsOf(asked.values());
        assertThat(order.lines())
            .allSatisfy(
                line -> {
                  OfferedItem item = sale.items().get((int) line.itemId() - 1);
                  assertThat(line.price()).isEqualTo(item.price());
                  assertThat(line.name()).isEqualTo(item.name());
                  assertThat(line.amount()).isEqualTo(item.price() * line.quantity());
                });
      }
    }
  }

  // --- the model

  /** The rule in a few lines, told apart from the code by being said differently. */
  private static List<String> model(Sale sale) {
    List<String> said = new ArrayList<>();
    long[] left = sale.items().stream().mapToLong(OfferedItem::available).toArray();
    Map<String, Long> points = new HashMap<>(sale.balances());
    for (Order order : sale.orders()) {
      TreeMap<String, String> worst = new TreeMap<>(); // by rule, then by item
      BigInteger total = BigInteger.ZERO;
      for (Wish wish : new TreeMap<>(byId(order)).values()) {
        long id = wish.itemId();
        if (id > ITEMS) {
          worst.put("1" + id, "no " + id);
          continue;
        }
        OfferedItem item = sale.items().get((int) id - 1);
        total =
            total.add(
                BigInteger.valueOf(item.price()).multiply(BigInteger.valueOf(wish.quantity())));
        put(worst, wish.quantity() > item.maxPerOrder(), "2" + id, "max " + id);
        put(worst, total.bitLength() > 63, "3" + id, "large " + id);
        put(worst, !item.onSale(), "4" + id, "stopped " + id);
        put(
            worst,
            wish.expectedPrice().orElse(item.price()) != item.price(),
            "5" + id,
            "price " + id);
        long rest = left[(int) id - 1];
        put(worst, wish.quantity() > rest, "6" + id, (rest == 0 ? "out " : "short ") + id);
      }
      BigInteger has = BigInteger.valueOf(points.getOrDefault(order.buyer(), 0L));
      put(worst, order.payNow() && has.compareTo(total) < 0, "7", "points");
      if (worst.isEmpty()) {
        order.wishes().forEach(wish -> left[(int) wish.itemId() - 1] -= wish.quantity());
        points.merge(order.buyer(), order.payNow() ? -total.longValueExact() : 0L, Long::sum);
      }
      said.add(worst.isEmpty() ? "takes" : worst.firstEntry().getValue());
    }
    return said;
  }

  private static void put(Map<String, String> worst, boolean holds, String rank, String word) {
    if (holds) {
      worst.put(rank, word);
    }
  }

  private static Map<Long, Wish> byId(Order order) {
    Map<Long, Wish> byId = new HashMap<>();
    order.wishes().forEach(wish -> byId.put(wish.itemId(), wish));
    return byId;
  }

  private static String inWords(Outcome outcome) {
    if (outcome instanceof Accepted) {
      return "takes";
    }
    Refusal refusal = ((Refused) outcome).refusal();
    if (refusal instanceof Refusal.NotExistItem no) {
      return "no " + no.itemId();
    }
    if (refusal instanceof Refusal.OverMaxPerOrder over) {
      return "max " + over.itemId();
    }
    if (refusal instanceof Refusal.AmountTooLarge large) {
      return "large " + large.itemId();
    }
    if (refusal instanceof Refusal.NotOnSale stopped) {
      return "stopped " + stopped.itemId();
    }
    if (refusal instanceof Refusal.PriceChanged price) {
      return "price " + price.itemId();
    }
    if (refusal instanceof Refusal.SoldOut out) {
      return "out " + out.itemId();
    }
    return refusal instanceof Refusal.StockShort few ? "short " + few.itemId() : "points";
  }

  @Property(tries = 20_000)
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  void everyGroupIsDecidedAsTheModelSays(@ForAll("sales") Sale sale) {
    List<String> said = sale.decide().stream().map(CheckoutPropertiesTest::inWords).toList();
    assertThat(said).isEqualTo(model(sale));
    assertThat(sale.decide()).as("asked again").isEqualTo(sale.decide());

    said.forEach(word -> Statistics.collect(word.replaceAll(" \\d+", "")));
    Statistics.coverage(
        seen ->
            List.of("takes", "no", "max", "large", "stopped", "price", "out", "short", "points")
                .forEach(kind -> seen.check(kind).percentage(share -> share > 1)));
  }
}
