package io.openbell.core.order;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The decision: whose order is taken, in arrival order. A pure function, no clock and no I/O, so
 * that the same orders of the same items by buyers with the same points always get the same
 * answers.
 */
public final class Checkout {

  /** What a decision needs to know of a request. */
  public interface Cart {
    /** Whose points are taken when it is paid now. */
    String buyer();

    /** What is asked for: at least one, each item once. */
    List<Wish> wishes();

    /** Whether it is to be paid in the same moment. */
    boolean payNow();
  }

  /**
   * So many of an item.
   *
   * @param quantity positive
   * @param expectedPrice the price at which it is wanted, and at no other; empty: at any
   */
  public record Wish(long itemId, long quantity, OptionalLong expectedPrice) {
    /**
     * @throws IllegalArgumentException when the quantity is not positive: ordering it would put
     *     more on sale than there is
     */
    public Wish {
      if (quantity <= 0) {
        throw new IllegalArgumentException("quantity " + quantity);
      }
    }
  }

  /** A cart with what was decided of it. */
  public record Decision<C extends Cart>(C cart, Outcome outcome) {}

  // What is left after those decided so far.
  private final Map<Long, OfferedItem> items = new HashMap<>();
  private final Map<Long, Long> available = new HashMap<>();
  private final Map<String, Long> balances;

  private Checkout(Collection<OfferedItem> items, Map<String, Long> balances) {
    for (OfferedItem item : items) {
      this.items.put(item.itemId(), item);
      this.available.put(item.itemId(), item.available());
    }
    this.balances = new HashMap<>(balances);
  }

  /**
   * One decision per cart, in the same order. The accepted orders together take at most what is
   * available of each item, and at most each buyer's balance; one that is refused takes nothing,
   * and keeps no later one out.
   *
   * @param items those of the carts that exist
   * @param balances points by buyer; who is not in it has none
   */
  public static <C extends Cart> List<Decision<C>> decide(
      Collection<OfferedItem> items, Map<String, Long> balances, List<C> carts) {
    Checkout checkout = new Checkout(items, balances);
    List<Decision<C>> decisions = new ArrayList<>(carts.size());
    for (C cart : carts) {
      decisions.add(new Decision<>(cart, checkout.decideOne(cart)));
    }
    return decisions;
  }

  private Outcome decideOne(Cart cart) {
    List<Wish> wishes =
        cart.wishes().stream().sorted(Comparator.comparingLong(Wish::itemId)).toList();
    Optional<Refusal> refusal =
        first(wishes, this::notExistItem)
            .or(() -> first(wishes, this::overMaxPerOrder))
            .or(() -> amountTooLarge(wishes))
            .or(() -> first(wishes, this::notOnSale))
            .or(() -> first(wishes, this::priceChanged))
            .or(() -> first(wishes, this::soldOutOrShort));
    if (refusal.isPresent()) {
      return new Outcome.Refused(refusal.get());
    }
    List<OrderLine> lines =
        wishes.stream().map(wish -> OrderLine.of(itemOf(wish), wish.quantity())).toList();
    return take(cart, new Outcome.Accepted(lines, Outcome.Accepted.sum(lines)));
  }

  private Outcome take(Cart cart, Outcome.Accepted order) {
    if (cart.payNow()) {
      long balance = balances.getOrDefault(cart.buyer(), 0L);
      if (balance < order.total()) {
        return new Outcome.Refused(new Refusal.PointShort(order.total(), balance));
      }
      balances.put(cart.buyer(), balance - order.total());
    }
    order.lines().forEach(line -> available.merge(line.itemId(), -line.quantity(), Math::addExact));
    return order;
  }

  // --- the rules, in the order in which they are asked

  private Optional<Refusal> notExistItem(Wish wish) {
    return items.containsKey(wish.itemId())
        ? Optional.empty()
        : Optional.of(new Refusal.NotExistItem(wish.itemId()));
  }

  private Optional<Refusal> overMaxPerOrder(Wish wish) {
    long max = itemOf(wish).maxPerOrder();
    return wish.quantity() <= max
        ? Optional.empty()
        : Optional.of(new Refusal.OverMaxPerOrder(wish.itemId(), max));
  }

  private Optional<Refusal> amountTooLarge(List<Wish> wishes) {
    long rest = Long.MAX_VALUE;
    for (Wish wish : wishes) {
      long price = itemOf(wish).price();
      if (wish.quantity() > rest / price) {
        return Optional.of(new Refusal.AmountTooLarge(wish.itemId()));
      }
      rest -= price * wish.quantity();
    }
    return Optional.empty();
  }

  private Optional<Refusal> notOnSale(Wish wish) {
    return itemOf(wish).onSale()
        ? Optional.empty()
        : Optional.of(new Refusal.NotOnSale(wish.itemId()));
  }

  private Optional<Refusal> priceChanged(Wish wish) {
    long price = itemOf(wish).price();
    return wish.expectedPrice().orElse(price) == price
        ? Optional.empty()
        : Optional.of(new Refusal.PriceChanged(wish.itemId(), price));
  }

  private Optional<Refusal> soldOutOrShort(Wish wish) {
    long left = available.getOrDefault(wish.itemId(), 0L);
    if (wish.quantity() <= left) {
      return Optional.empty();
    }
    return Optional.of(
        left == 0
            ? new Refusal.SoldOut(wish.itemId())
            : new Refusal.StockShort(wish.itemId(), left));
  }

  private static Optional<Refusal> first(
      List<Wish> wishes, Function<Wish, Optional<Refusal>> rule) {
    return wishes.stream().map(rule).flatMap(Optional::stream).findFirst();
  }

  private OfferedItem itemOf(Wish wish) {
    OfferedItem item = items.get(wish.itemId());
    if (item == null) {
      throw new IllegalStateException("nobody looked whether there is item " + wish.itemId());
    }
    return item;
  }
}
