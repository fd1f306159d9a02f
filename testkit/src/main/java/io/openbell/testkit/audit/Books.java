package io.openbell.testkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database as an auditor sees it: plain SQL, none of the services' code. */
public final class Books {
  private final Database database;

  /** The database of these Spring properties. */
  public Books(Map<String, String> settings) {
    this.database = new Database(settings);
  }

  /** The one number that a query gives. */
  public long number(String sql, Object... parameters) {
    return ((Number) rows(sql, parameters).get(0).get(0)).longValue();
  }

  /** The rows that a query gives. */
  public List<List<Object>> rows(String sql, Object... parameters) {
    try (Connection connection = database.connect();
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
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** How many investments in this product there are, whatever became of them. */
  public long logs(long product) {
    return number("select count(*) from product_invest_log where product_id = ?", product);
  }

  /** How many investments are PENDING. */
  public long pending() {
    return number("select count(*) from product_invest_log where invest_result = 'PENDING'");
  }

  /** I1, I3 and I4. */
  public void assertInvariants() {
    assertThat(Audit.of(this)).isEmpty();
  }
}
