package io.openbell.core.order;

/**
 * One item of an order, as it was when it was ordered.
 *
 * @param price of one, in whole won
 * @param amount price times quantity
 */
public record OrderLine(long itemId, String name, long price, long quantity, long amount) {
  /**
   * A line of this item as it is offered.
   *
   * @throws ArithmeticException when the amount is more than a {@code long} holds
   */
  static OrderLine of(OfferedItem item, long quantity) {
    return new OrderLine(
        item.itemId(),
        item.name(),
        item.price(),
        quantity,
        Math.multiplyExact(item.price(), quantity));
  }
}
