package io.openbell.core.order;

/**
 * Why an order is refused, in the order of precedence: of several reasons the first one listed is
 * told, and of several items that have it the one with the lowest id. What is wrong with the
 * request comes before what is wrong with the item, and that before what is short.
 */
public sealed interface Refusal {

  /** No such item. */
  record NotExistItem(long itemId) implements Refusal {}

  /** One order may have at most {@code max} of this item. */
  record OverMaxPerOrder(long itemId, long max) implements Refusal {}

  /** From this item on the amounts add up to more than can be paid at all. */
  record AmountTooLarge(long itemId) implements Refusal {}

  /** The item is not sold now. */
  record NotOnSale(long itemId) implements Refusal {}

  /** The item costs {@code price} won now, which is not what the buyer expects. */
  record PriceChanged(long itemId, long price) implements Refusal {}

  /** Nothing is left of the item. */
  record SoldOut(long itemId) implements Refusal {}

  /** Something is left of the item, but less than is asked for. */
  record StockShort(long itemId, long available) implements Refusal {}

  /** The buyer has fewer points than the order costs. */
  record PointShort(long total, long balance) implements Refusal {}
}
