package io.openbell.bench;

import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopAudit;
import io.openbell.testkit.audit.Violation;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The shop's side of the database: items to order, users with points, and what became of orders.
 */
final class ShopBookkeeping {
  static final long PLENTY = 1_000_000_000_000L;

  /** As many as wrk plays, and the beginning of their names. */
  private static final int BUYERS = 10_000;

  private static final String BUYER = "user0-";

  /** Of each user. */
  private static final long POINTS = 1_000_000_000;

  /** Accounts first and items last, as all writers lock them. */
  private static final List<String> TABLES =
      List.of(
          "point_account",
          "point_entry",
          "point_entry_lot",
          "point_lot",
          "payment",
          "shop_order",
          "order_line",
          "order_transition",
          "stock_move",
          "coupon_item",
          "item");

  private final Books database;
  private final boolean postgres;

  ShopBookkeeping(Books database, boolean postgres) {
    this.database = database;
    this.postgres = postgres;
  }

  /** Empties the tables, charges the users of wrk, and makes items with so much stock each. */
  List<Long> freshItems(int count, long stock) {
    empty();
    charge(1, BUYER, BUYERS);
    database.execute(
        "insert into item (name, price, stock, created_at) select 'bench', 1, "
            + stock
            + ", current_timestamp from generate_series(1, "
            + count
            + ") as g(x)");
    database.execute(
        """
        insert into stock_move
            (move_id, item_id, kind, delta, stock_after, reason, correlation_id, created_at)
          select %s, item_id, 'RECEIVE', stock, stock, 'bench', 'bench', created_at from item"""
            .formatted(uuid(3, "item_id")));
    return database.rows("select item_id from item order by item_id").stream()
        .map(row -> ((Number) row.get(0)).longValue())
        .toList();
  }

  private void empty() {
    if (postgres) {
      database.execute("truncate table " + String.join(", ", TABLES));
    } else {
      database.execute("set referential_integrity false");
      TABLES.forEach(table -> database.execute("truncate table " + table));
      database.execute("set referential_integrity true");
    }
  }

  /** Accounts, entries and lots of so many users. */
  private void charge(int kind, String user, int users) {
    String of = " from generate_series(1, " + users + ") as g(x)";
    String id = uuid(kind, "x");
    database.execute(
        "insert into point_account (user_id, balance, booked, version) select '%s' || x, %d, %d, 1"
                .formatted(user, POINTS, POINTS)
            + of);
    database.execute(
        """
        insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
            correlation_id, created_at)
          select %s, '%s' || x, 'CHARGE', %d, %d, 1, 'bench', current_timestamp"""
                .formatted(id, user, POINTS, POINTS)
            + of);
    database.execute(
        """
        insert into point_lot (lot_id, user_id, entry_id, granted, remaining, expires_at, due_at)
          select %1$s, '%2$s' || x, %1$s, %3$d, %3$d, current_timestamp + interval '365' day,
              current_timestamp + interval '365' day"""
                .formatted(id, user, POINTS)
            + of);
  }

  /** SQL of an id that nothing else has, by a number. */
  private static String uuid(int kind, String number) {
    return "cast('0000000%d-0000-4000-8000-' || lpad(cast(%s as varchar), 12, '0') as uuid)"
        .formatted(kind, number);
  }

  /** 20 paid orders of each of the first thousand users of wrk; PostgreSQL only. */
  void seedOwn(long item) {
    seedPaid(1, BUYER, 1_000, item);
  }

  /** A million paid orders of others; PostgreSQL only. */
  void seedMillion(long item) {
    charge(2, "other-", 50_000);
    seedPaid(2, "other-", 50_000, item);
  }

  private void seedPaid(int kind, String user, int users, long item) {
    String values =
        """
        set session_replication_role = replica;
        create temporary table seeded as
          select cast(lpad(to_hex(%1$d * 10000000 + n), 32, '0') as uuid) as id, n / %3$d as earlier,
                 '%2$s' || (n %% %3$d + 1) as user_id, %4$s as lot_id,
                 now() - interval '1 day' + n * interval '1 microsecond' as at
            from generate_series(0, %3$d * 20 - 1) as g(n);
        """
            .formatted(kind, user, users, uuid(kind, "n % " + users + " + 1"));
    // In one statement, so on one connection; the session's setting spares the foreign keys.
    database.execute(
        values
            + """
            insert into shop_order
                (order_id, user_id, status, total, created_at, pay_by, correlation_id)
              select id, user_id, 'PAID', 1, at, at + interval '10 minutes', 'bench' from seeded;
            insert into order_line (order_id, item_id, name, price, quantity, amount)
              select id, %1$d, 'bench', 1, 1, 1 from seeded;
            insert into order_transition (order_id, to_status, created_at, actor, correlation_id)
              select id, 'PAYING', at, user_id, 'bench' from seeded;
            insert into order_transition
                (order_id, to_status, from_status, created_at, actor, correlation_id)
              select id, 'PAID', 'PAYING', at, 'openbell', 'bench' from seeded;
            insert into payment (payment_id, order_id, user_id, method, amount, result,
                correlation_id, accepted_at, finalized_at)
              select id, id, user_id, 'POINTS', 1, 'SUCCESS', 'bench', at, at from seeded;
            insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
                correlation_id, payment_id, created_at)
              select id, user_id, 'USE', 1, %2$d - 1 - earlier, 2 + earlier, 'bench', id, at
                from seeded;
            insert into point_entry_lot (entry_id, lot_id, amount) select id, lot_id, 1 from seeded;
            update point_lot l set remaining = remaining - 20
              from (select distinct lot_id from seeded) s where s.lot_id = l.lot_id;
            update point_account a
                set balance = balance - 20, booked = booked - 20, version = version + 20
              from (select distinct user_id from seeded) s where s.user_id = a.user_id;
            update item set sold = sold + (select count(*) from seeded) where item_id = %1$d;
            """
                .formatted(item, POINTS));
    // As a table that has grown slowly is, and not while PostgreSQL is still at it.
    database.execute("vacuum (analyze)");
  }

  /** Orders so far. */
  long orders() {
    return database.number("select count(*) from shop_order");
  }

  /**
   * Waits until no order has come for a second and none is to be paid: what was on its way when the
   * load ended is answered late where a machine has much to do.
   *
   * @return how long that took, in seconds, without this last second
   */
  double drain() {
    long start = System.nanoTime();
    Progress progress = new Progress();
    Awaitility.await("every order is paid")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                progress.standsStill(
                    orders(),
                    database.number("select count(*) from payment where result = 'PENDING'")));
    return (progress.since - start) / 1e9;
  }

  /** When something has changed last. */
  private static final class Progress {
    private long orders = -1;
    private long since = System.nanoTime();

    boolean standsStill(long ordersNow, long pending) {
      if (ordersNow != orders || pending > 0) {
        orders = ordersNow;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > Duration.ofSeconds(1).toNanos();
    }
  }

  /** The 99th percentile of the time from accepted to PAID, in milliseconds. */
  double paidP99() {
    return database.number(
        "select coalesce(percentile_cont(0.99) within group"
            + " (order by extract(epoch from (finalized_at - accepted_at)) * 1000), 0)"
            + " from payment");
  }

  /**
   * S1 and S3 to S6. What is found is looked for again: an order that came between two of the
   * questions is none. What is wrong in the books stays wrong.
   *
   * @throws AssertionError when one of them does not hold
   */
  void check() {
    List<Violation> found = ShopAudit.of(database);
    for (int again = 0; again < 2 && !found.isEmpty(); again++) {
      drain();
      found = ShopAudit.of(database);
    }
    if (!found.isEmpty()) {
      throw new AssertionError(found.subList(0, Math.min(20, found.size())));
    }
  }
}
