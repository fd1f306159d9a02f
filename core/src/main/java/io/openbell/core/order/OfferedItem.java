package io.openbell.core.order;

/**
 * What a decision needs to know of an item.
 *
 * @param name as orders of now keep it
 * @param price whole won, positive
 * @param onSale whether it is sold at all now
 * @param available how many are neither reserved nor sold
 * @param maxPerOrder the most one order may have of it; {@link Long#MAX_VALUE} when it has no bound
 */
public record OfferedItem(
    long itemId, String name, long price, boolean onSale, long available, long maxPerOrder) {
  /**
   * @throws IllegalArgumentException when more is taken than there is, or it costs nothing
   */
  public OfferedItem {
    if (available < 0 || price <= 0 || maxPerOrder <= 0) {
      throw new IllegalArgumentException(
          "item " + itemId + ": " + available + " for " + price + ", at most " + maxPerOrder);
    }
  }
}
