package io.openbell.write.warmup;

import io.openbell.core.item.UnlistedItems;
import io.openbell.core.product.UnlistedProducts;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Products that no list shows; each serves one warm-up at a time. They stay in the database, with
 * all figures at zero: deleting a product would search all investments for those in it.
 */
@Repository
class HiddenProduct {
  /** How many instances can warm up at the same time. */
  static final int SLOTS = 16;

  private static final int USERS = 100;

  private final JdbcTemplate jdbc;

  HiddenProduct(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  static long idOf(int slot) {
    return UnlistedProducts.FIRST_ID + slot;
  }

  /** Its investors; few, so that an index finds their investments. */
  static List<String> usersOf(int slot) {
    return IntStream.range(0, USERS).mapToObj(n -> UnlistedItems.BUYERS + slot + "-" + n).toList();
  }

  /** Creates the product if it does not exist. */
  void ensure(int slot) {
    long id = idOf(slot);
    Long found =
        jdbc.queryForObject(
            "select count(*) from product_invest_status where product_id = ?", Long.class, id);
    if (found == null || found == 0) {
      create(id);
    }
  }

  private void create(long id) {
    try {
      jdbc.update(
          """
          insert into product
              (product_id, title, total_investing_amount, started_at, finished_at, created_at)
            values (?, 'warm-up', ?, timestamp with time zone '2000-01-01 00:00:00+00',
                timestamp with time zone '9999-01-01 00:00:00+00', current_timestamp)""",
          id,
          Long.MAX_VALUE);
      jdbc.update(
          "insert into product_invest_status (product_id, total_investing_amount) values (?, ?)",
          id,
          Long.MAX_VALUE);
    } catch (DuplicateKeyException e) {
      // Another instance was faster.
    }
  }

  /** Whether some of its investments are not finalized yet. Stops looking at the first. */
  boolean isFinalizing(int slot) {
    return !jdbc.queryForList(
            "select log_id from product_invest_log where "
                + ofUsers()
                + " and product_id = ? and invest_result = 'PENDING' fetch first 1 row only",
            parameters(slot))
        .isEmpty();
  }

  /** Removes its investments, finalized or not, and their sums. The order is that of all locks. */
  @Transactional
  public void clear(int slot) {
    Object[] parameters = parameters(slot);
    String condition = " where " + ofUsers() + " and product_id = ?";
    jdbc.update("delete from product_invest_log" + condition, parameters);
    jdbc.update("delete from product_invest_user" + condition, parameters);
    jdbc.update(
        """
        update product_invest_status
           set reserved_amount = 0, confirmed_amount = 0, investing_cnt = 0, version = version + 1
         where product_id = ?""",
        idOf(slot));
  }

  private static String ofUsers() {
    return "user_id in (" + "?, ".repeat(USERS - 1) + "?)";
  }

  private static Object[] parameters(int slot) {
    return Stream.concat(usersOf(slot).stream(), Stream.of((Object) idOf(slot))).toArray();
  }
}
