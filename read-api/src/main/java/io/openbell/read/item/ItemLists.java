package io.openbell.read.item;

import io.openbell.core.api.ApiZone;
import io.openbell.core.item.Item;
import io.openbell.core.item.ItemStatus;
import io.openbell.core.item.ItemView;
import io.openbell.read.DatabaseGate;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * Pages of items, each kept for less than a second: however many ask for it, one of them asks the
 * database.
 */
@Component
class ItemLists {
  private final ItemQueries items;
  private final DatabaseGate database;
  private final ApiZone zone;

  ItemLists(ItemQueries items, DatabaseGate database, ApiZone zone) {
    this.items = items;
    this.database = database;
    this.zone = zone;
  }

  /**
   * A page, newest first, at most a second old.
   *
   * @param status null for any
   */
  @Cacheable(cacheNames = "item-lists", sync = true)
  public Listing<ItemView> list(Page page, @Nullable ItemStatus status) {
    return database.ask(
        () -> {
          List<Item> found = items.page(page, status);
          long total =
              page.endsWith(found.size()) ? page.offset() + found.size() : items.count(status);
          return new Listing<>(total, found.stream().map(item -> ItemView.of(item, zone)).toList());
        });
  }
}
