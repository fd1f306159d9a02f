package io.openbell.write.item;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.core.item.Item;
import io.openbell.core.item.ItemView;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.disk.DatabaseDisk;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Registers and changes items, and moves their stock. Every method blocks until what it did is
 * durable, and throws {@link ApiException} when the database's disk has no room for it.
 */
@Service
class Items {
  private static final Logger log = LoggerFactory.getLogger("openbell.item");
  private static final String FIRST_STOCK = "first stock";

  private final ItemTable table;
  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;
  private final ApiZone zone;
  private final JsonMapper json;

  Items(
      ItemTable table,
      PlatformTransactionManager transactions,
      DatabaseDisk disk,
      ApiZone zone,
      JsonMapper json) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
    this.disk = disk;
    this.zone = zone;
    this.json = json;
  }

  /**
   * Registers an item.
   *
   * @param stock its first stock; if there is any it is received, like every later one
   * @return its id
   */
  long register(
      String name, long price, long stock, @Nullable Long maxPerOrder, String correlationId) {
    long itemId =
        inTransaction(
            () -> {
              long id = table.insert(name, price, stock, maxPerOrder);
              if (stock > 0) {
                table.insert(
                    new StockMove(id, stock, FIRST_STOCK, null, correlationId), stock, null);
              }
              return id;
            });
    log.info("event=item-registered item={} stock={} correlation={}", itemId, stock, correlationId);
    return itemId;
  }

  /**
   * Changes what is not null.
   *
   * @return the item as it is then; empty when there is none
   */
  Optional<ItemView> change(
      long itemId,
      @Nullable String name,
      @Nullable Long price,
      @Nullable String status,
      String correlationId) {
    Optional<Item> changed =
        inTransaction(
            () ->
                table.change(itemId, name, price, status) ? table.find(itemId) : Optional.empty());
    changed.ifPresent(
        item ->
            log.info(
                "event=item-changed item={} price={} status={} correlation={}",
                itemId,
                item.price(),
                item.status(),
                correlationId));
    return changed.map(item -> ItemView.of(item, zone));
  }

  /**
   * Moves the stock of an item, once for each key. The item's row is locked first: of two moves
   * under one key the later sees the earlier.
   */
  MoveOutcome move(StockMove move) {
    MoveOutcome outcome =
        inTransaction(
            () ->
                table
                    .lock(move.itemId())
                    .map(item -> moveLocked(item, move))
                    .orElseGet(MoveOutcome.NotExistItem::new));
    if (outcome instanceof MoveOutcome.Moved moved && moved.isFirst()) {
      log.info(
          "event=stock-moved item={} delta={} correlation={}",
          move.itemId(),
          move.delta(),
          move.correlationId());
    }
    return outcome;
  }

  private MoveOutcome moveLocked(Item item, StockMove move) {
    IdempotencyKey key = move.idempotencyKey();
    ItemTable.Known first = key == null ? null : table.known(item.itemId(), key).orElse(null);
    if (first != null) {
      return first.fingerprint().equals(move.fingerprint())
          ? new MoveOutcome.Moved(first.firstAnswer(), false)
          : new MoveOutcome.KeyReused();
    }
    if (move.delta() > Long.MAX_VALUE - item.stock()) {
      return new MoveOutcome.StockOverflow(Long.MAX_VALUE - item.stock());
    }
    if (!table.moveStock(item.itemId(), move.delta())) {
      return new MoveOutcome.StockShort(item.available());
    }
    Item moved = table.find(item.itemId()).orElseThrow();
    String answer = json.writeValueAsString(ItemView.of(moved, zone));
    table.insert(move, moved.stock(), key == null ? null : answer);
    return new MoveOutcome.Moved(new ItemJson(answer), true);
  }

  private <T> T inTransaction(Supplier<T> work) {
    if (disk.isFull()) {
      throw DatabaseErrors.diskFull();
    }
    return requireNonNull(transaction.execute(status -> work.get()));
  }
}
