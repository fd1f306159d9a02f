package io.openbell.standalone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What of the things that are there the ready message can name, so that its calls succeed.
 *
 * @param product one can invest in now
 * @param item that {@link Demo#USER} can order and has the points for
 * @param coupon that {@link Demo#USER} can get
 */
record SamplesToTry(OptionalLong product, OptionalLong item, OptionalLong coupon) {

  /** Those of this database at that time. */
  static SamplesToTry of(Database database, Instant now) {
    Timestamp time = Timestamp.from(now);
    return new SamplesToTry(
        first(
            database,
            "select p.product_id from product p"
                + " join product_invest_status s on s.product_id = p.product_id"
                + " where p.product_id < ? and p.started_at <= ? and p.finished_at > ?"
                + " and s.reserved_amount < s.total_investing_amount order by p.product_id",
            SelfTest.FIRST_UNLISTED,
            time,
            time),
        first(
            database,
            "select i.item_id from item i join point_account a on a.balance >= i.price"
                + " where i.item_id < ? and a.user_id = ? and i.status = 'SELLING'"
                + " and i.stock - i.sold - i.reserved > 0 order by i.item_id",
            SelfTest.FIRST_UNLISTED,
            Demo.USER),
        first(
            database,
            "select c.coupon_id from coupon c where c.coupon_id < ? and c.opens_at <= ?"
                + " and c.closes_at > ? and c.issued < c.total and not exists"
                + " (select 1 from user_coupon u where u.coupon_id = c.coupon_id"
                + " and u.user_id = ?) order by c.coupon_id",
            SelfTest.FIRST_UNLISTED,
            time,
            time,
            Demo.USER));
  }

  /** The same, but for the product. */
  SamplesToTry withProduct(long productId) {
    return new SamplesToTry(OptionalLong.of(productId), item, coupon);
  }

  /** Whether no product was ever registered. */
  static boolean areThereNone(Database database) {
    return first(
            database,
            "select product_id from product where product_id < ?",
            SelfTest.FIRST_UNLISTED)
        .isEmpty();
  }

  private static OptionalLong first(Database database, String sql, Object... parameters) {
    try (Connection connection = database.connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      select.setMaxRows(1);
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
      }
    } catch (SQLException e) {
      throw new StartFailure("What there is could not be read: " + e.getMessage(), e);
    }
  }
}
