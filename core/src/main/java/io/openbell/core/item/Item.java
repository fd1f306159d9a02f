package io.openbell.core.item;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An item as the database has it.
 *
 * @param price won of one
 * @param stock ever received, less what was taken out
 * @param reserved by orders not yet paid
 * @param sold by orders that are paid
 * @param maxPerOrder the most that one order may have of it; null when there is no such bound
 */
public record Item(
    long itemId,
    String name,
    long price,
    long stock,
    long reserved,
    long sold,
    ItemStatus status,
    @Nullable Long maxPerOrder,
    OffsetDateTime createdAt) {

  /** What to select of the table {@code item}, under the names of this record. */
  public static final String COLUMNS =
      "item_id as itemId, name, price, stock, reserved, sold, status,"
          + " max_per_order as maxPerOrder, created_at as createdAt";

  /** How many can still be ordered. */
  public long available() {
    return stock - reserved - sold;
  }
}
