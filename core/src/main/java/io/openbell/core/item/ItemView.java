package io.openbell.core.item;

import io.openbell.core.api.ApiZone;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** An item as clients see it, whichever service answers. */
public record ItemView(
    long itemId,
    String name,
    long price,
    long stock,
    long reserved,
    long sold,
    long available,
    ItemStatus status,
    @Nullable Long maxPerOrder,
    LocalDateTime createdAt) {

  /** How this item is shown. */
  public static ItemView of(Item item, ApiZone zone) {
    return new ItemView(
        item.itemId(),
        item.name(),
        item.price(),
        item.stock(),
        item.reserved(),
        item.sold(),
        item.available(),
        item.status(),
        item.maxPerOrder(),
        zone.local(item.createdAt().toInstant()));
  }
}
