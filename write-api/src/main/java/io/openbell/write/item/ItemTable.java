package io.openbell.write.item;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.core.item.Item;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.RequestFingerprint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** The statements about items and the moves of their stock. */
@Repository
class ItemTable {
  private final JdbcClient jdbc;

  ItemTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A move that was made under a key. */
  record Known(RequestFingerprint fingerprint, ItemJson firstAnswer) {}

  /** The id of the new item. */
  long insert(String name, long price, long stock, @Nullable Long maxPerOrder) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into item (name, price, stock, max_per_order, created_at)
              values (:name, :price, :stock, :maxPerOrder, current_timestamp)""")
        .param("name", name)
        .param("price", price)
        .param("stock", stock)
        .param("maxPerOrder", maxPerOrder)
        .update(key, "item_id");
    return requireNonNull(key.getKeyAs(Long.class));
  }

  /**
   * Nobody else changes the item until this transaction ends. An UPDATE locks it, and no {@code for
   * update}: that would wait for those who have inserted lines of it and wait for others.
   */
  Optional<Item> lock(long itemId) {
    jdbc.sql("update item set version = version where item_id = :id").param("id", itemId).update();
    return find(itemId);
  }

  Optional<Item> find(long itemId) {
    return jdbc.sql("select " + Item.COLUMNS + " from item where item_id = :id")
        .param("id", itemId)
        .query(Item.class)
        .optional();
  }

  /**
   * What is null stays as it is.
   *
   * @return whether there is such an item
   */
  boolean change(
      long itemId, @Nullable String name, @Nullable Long price, @Nullable String status) {
    return jdbc.sql(
                """
                update item
                   set name = coalesce(:name, name), price = coalesce(:price, price),
                       status = coalesce(:status, status), version = version + 1
                 where item_id = :id""")
            .param("name", name)
            .param("price", price)
            .param("status", status)
            .param("id", itemId)
            .update()
        == 1;
  }

  /**
   * The guard: the stock never gets below what is reserved and sold.
   *
   * @return false when it would; nothing is changed then
   */
  boolean moveStock(long itemId, long delta) {
    return jdbc.sql(
                """
                update item set stock = stock + :delta, version = version + 1
                 where item_id = :id and stock + :delta >= reserved + sold""")
            .param("delta", delta)
            .param("id", itemId)
            .update()
        == 1;
  }

  /** What was moved under this key of the item. */
  Optional<Known> known(long itemId, IdempotencyKey key) {
    return jdbc.sql(
            """
            select request_fingerprint, first_answer from stock_move
             where item_id = :id and idempotency_key = :key""")
        .param("id", itemId)
        .param("key", key.value())
        .query(
            (row, n) ->
                new Known(new RequestFingerprint(row.getString(1)), new ItemJson(row.getString(2))))
        .optional();
  }

  /**
   * Why the item has the stock it has.
   *
   * @param firstAnswer kept for who repeats the request; null without a key
   */
  void insert(StockMove move, long stockAfter, @Nullable String firstAnswer) {
    IdempotencyKey key = move.idempotencyKey();
    jdbc.sql(
            """
            insert into stock_move (move_id, item_id, kind, delta, stock_after, reason,
                idempotency_key, request_fingerprint, first_answer, correlation_id, created_at)
              values (:moveId, :itemId, :kind, :delta, :stockAfter, :reason,
                :key, :fingerprint, :firstAnswer, :correlationId, current_timestamp)""")
        .param("moveId", UuidCreator.getTimeOrderedEpoch())
        .param("itemId", move.itemId())
        .param("kind", move.kind())
        .param("delta", move.delta())
        .param("stockAfter", stockAfter)
        .param("reason", move.reason())
        .param("key", key == null ? null : key.value())
        .param("fingerprint", key == null ? null : move.fingerprint().value())
        .param("firstAnswer", firstAnswer)
        .param("correlationId", move.correlationId())
        .update();
  }
}
