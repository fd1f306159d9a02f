package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database as an auditor sees it: plain SQL, none of the services' code. */
public final class Database {
  private final Map<String, String> settings;

  /** The database of these Spring properties. */
  public Database(Map<String, String> settings) {
    this.settings = settings;
  }

  /** The one number that a query gives. */
  public long number(String sql, Object... parameters) {
    return ((Number) rows(sql, parameters).get(0).get(0)).longValue();
  }

  /** The rows that a query gives. */
  public List<List<Object>> rows(String sql, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<List<Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          List<Object> row = new ArrayList<>();
          for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
            row.add(result.getObject(c));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Changes something: for those who set the stage, not for auditors. */
  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        settings.get("spring.datasource.url"),
        settings.get("spring.datasource.username"),
        settings.get("spring.datasource.password"));
  }

  long logs(long product) {
    return number("select count(*) from product_invest_log where product_id = ?", product);
  }

  /** How many investments are PENDING. */
  public long pending() {
    return number("select count(*) from product_invest_log where invest_result = 'PENDING'");
  }

  /** I1, I3 and I4: each query names the rows that break the invariant. */
  public void assertInvariants() {
    assertNone(
        "I1: reserved is the sum of PENDING and SUCCESS, and within the total",
        """
        select s.product_id, s.reserved_amount, coalesce(sum(l.invest_amount), 0)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result in ('PENDING', 'SUCCESS')
         group by s.product_id, s.reserved_amount, s.total_investing_amount
        having s.reserved_amount <> coalesce(sum(l.invest_amount), 0)
            or s.reserved_amount > s.total_investing_amount""");
    assertNone(
        "I1: confirmed is the sum of SUCCESS",
        """
        select s.product_id, s.confirmed_amount, coalesce(sum(l.invest_amount), 0)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result = 'SUCCESS'
         group by s.product_id, s.confirmed_amount
        having s.confirmed_amount <> coalesce(sum(l.invest_amount), 0)""");
    assertNone(
        "I3: one key of one user has one effect",
        """
        select user_id, idempotency_key, count(*) from product_invest_log
         where idempotency_key is not null
         group by user_id, idempotency_key having count(*) > 1""");
    assertNone(
        "I4: a user's total is the sum of that user's SUCCESS logs",
        """
        select u.user_id, u.product_id, u.total_invest_amount, coalesce(sum(l.invest_amount), 0)
          from product_invest_user u
          left join product_invest_log l
            on l.user_id = u.user_id and l.product_id = u.product_id and l.invest_result = 'SUCCESS'
         group by u.user_id, u.product_id, u.total_invest_amount
        having u.total_invest_amount <> coalesce(sum(l.invest_amount), 0)""");
    assertNone(
        "I4: every user with a SUCCESS log has a total",
        """
        select l.user_id, l.product_id
          from product_invest_log l
          left join product_invest_user u
            on u.user_id = l.user_id and u.product_id = l.product_id
         where l.invest_result = 'SUCCESS' and u.user_id is null""");
    assertNone(
        "I4: the investor count is the number of distinct users among them",
        """
        select s.product_id, s.investing_cnt, count(distinct l.user_id)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result = 'SUCCESS'
         group by s.product_id, s.investing_cnt
        having s.investing_cnt <> count(distinct l.user_id)""");
  }

  private void assertNone(String invariant, String sql) {
    assertThat(rows(sql)).as(invariant).isEmpty();
  }
}
