package io.openbell.write.warmup;

import io.openbell.core.item.UnlistedItems;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Items that no list shows, and users with points for them; each item serves one warm-up at a time.
 * They stay in the database, as they were at first; orders, payments and what became of points are
 * removed.
 */
@Repository
class HiddenItem {
  private static final long PLENTY = 1_000_000_000_000L;

  private static final String FOR_EVER = "timestamp with time zone '9999-01-01 00:00:00+00'";

  private final JdbcTemplate jdbc;

  HiddenItem(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  static long idOf(int slot) {
    return UnlistedItems.FIRST_ID + slot;
  }

  /** Its buyers; few, so that an index finds their orders. */
  static List<String> buyersOf(int slot) {
    return HiddenProduct.usersOf(slot);
  }

  /** Creates the item and its buyers if they do not exist. */
  @Transactional
  public void ensure(int slot) {
    Long found =
        jdbc.queryForObject("select count(*) from item where item_id = ?", Long.class, idOf(slot));
    if (found == null || found == 0) {
      create(slot);
    }
  }

  private void create(int slot) {
    jdbc.update(
        """
        insert into item (item_id, name, price, stock, created_at)
          values (?, 'warm-up', 1, ?, current_timestamp)""",
        idOf(slot),
        PLENTY);
    jdbc.update(
        """
        insert into stock_move
            (move_id, item_id, kind, delta, stock_after, reason, correlation_id, created_at)
          values (?, ?, 'RECEIVE', ?, ?, 'warm-up', 'warm-up', current_timestamp)""",
        UUID.randomUUID(),
        idOf(slot),
        PLENTY,
        PLENTY);
    for (String buyer : buyersOf(slot)) {
      UUID charge = UUID.randomUUID();
      jdbc.update(
          "insert into point_account (user_id, balance, booked, version) values (?, ?, ?, 1)",
          buyer,
          PLENTY,
          PLENTY);
      jdbc.update(
          """
          insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
              correlation_id, created_at)
            values (?, ?, 'CHARGE', ?, ?, 1, 'warm-up', current_timestamp)""",
          charge,
          buyer,
          PLENTY,
          PLENTY);
      jdbc.update(
          """
          insert into point_lot
              (lot_id, user_id, entry_id, granted, remaining, expires_at, due_at)
            values (?, ?, ?, ?, ?, %1$s, %1$s)"""
              .formatted(FOR_EVER),
          charge,
          buyer,
          charge,
          PLENTY,
          PLENTY);
    }
  }

  /** Whether some of its payments are not finalized yet. Stops looking at the first. */
  boolean isFinalizing(int slot) {
    return !jdbc.queryForList(
            "select payment_id from payment where "
                + ofBuyers()
                + " and result = 'PENDING' fetch first 1 row only",
            buyers(slot))
        .isEmpty();
  }

  /**
   * Removes its orders, of which no payment may be PENDING. The order is that of all locks: its
   * buyers' accounts, the rest, and last the item.
   */
  @Transactional
  public void clear(int slot) {
    Object[] buyers = buyers(slot);
    String ofOrders =
        " where order_id in (select order_id from shop_order where " + ofBuyers() + ")";
    for (String buyer : buyersOf(slot)) {
      jdbc.update(
          """
          update point_account set balance = ?, booked = ?, version = version + 1
           where user_id = ?""",
          PLENTY,
          PLENTY,
          buyer);
    }
    jdbc.update(
        "delete from point_entry_lot where entry_id in"
            + " (select entry_id from point_entry where kind = 'USE' and "
            + ofBuyers()
            + ")",
        buyers);
    jdbc.update("delete from point_entry where kind = 'USE' and " + ofBuyers(), buyers);
    jdbc.update(
        "update point_lot set remaining = granted, due_at = expires_at where " + ofBuyers(),
        buyers);
    jdbc.update("delete from payment where " + ofBuyers(), buyers);
    jdbc.update("delete from order_transition" + ofOrders, buyers);
    jdbc.update("delete from order_line" + ofOrders, buyers);
    jdbc.update("delete from shop_order where " + ofBuyers(), buyers);
    jdbc.update(
        "update item set reserved = 0, sold = 0, version = version + 1 where item_id = ?",
        idOf(slot));
  }

  private static String ofBuyers() {
    return "user_id in (" + "?, ".repeat(buyersOf(0).size() - 1) + "?)";
  }

  private static Object[] buyers(int slot) {
    return buyersOf(slot).toArray();
  }
}
