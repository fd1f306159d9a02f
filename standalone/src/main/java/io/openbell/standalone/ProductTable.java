package io.openbell.standalone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the launcher wants to know about the products that are there. */
final class ProductTable {
  private final Database database;

  ProductTable(Database database) {
    this.database = database;
  }

  /** Whether no product was ever registered. */
  boolean isEmpty() {
    return first("select product_id from product where product_id < ?", null).isEmpty();
  }

  /** The first product in which one can invest at that time. */
  OptionalLong open(Instant now) {
    return first(
        "select p.product_id from product p"
            + " join product_invest_status s on s.product_id = p.product_id"
            + " where p.product_id < ? and p.started_at <= ? and p.finished_at > ?"
            + " and s.reserved_amount < s.total_investing_amount order by p.product_id",
        now);
  }

  private OptionalLong first(String sql, @Nullable Instant now) {
    try (Connection connection = database.connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, SelfTest.FIRST_UNLISTED);
      if (now != null) {
        select.setTimestamp(2, Timestamp.from(now));
        select.setTimestamp(3, Timestamp.from(now));
      }
      select.setMaxRows(1);
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
      }
    } catch (SQLException e) {
      throw new StartFailure("The products could not be read: " + e.getMessage(), e);
    }
  }
}
