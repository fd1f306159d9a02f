package io.openbell.write.invest;

import java.sql.DatabaseMetaData;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Ids of investments (the column {@code log_id}), taken from the sequence in blocks, so that a
 * group needs no round trip for them. Unique over all instances. Gaps are normal, and the order
 * between instances means nothing.
 */
@Component
class InvestmentIds {
  /** The sequence's increment. */
  static final int BLOCK = 1000;

  private final JdbcTemplate jdbc;
  private final DataSource dataSource;
  private long next;
  private long end;
  private String nextBlock = "";

  InvestmentIds(JdbcTemplate jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  synchronized long next() {
    if (next == end) {
      Long block = jdbc.queryForObject(nextBlockSql(), Long.class);
      if (block == null) {
        throw new IllegalStateException("the sequence gave nothing");
      }
      next = block;
      end = Math.addExact(block, BLOCK);
    }
    return next++;
  }

  /**
   * Takes a new block next: after the database went back it may give this block to another
   * instance.
   */
  synchronized void forgetBlock() {
    next = end;
  }

  // The one statement that H2 and PostgreSQL spell differently.
  private String nextBlockSql() {
    if (nextBlock.isEmpty()) {
      nextBlock =
          productName().contains("postgresql")
              ? "select nextval('product_invest_log_seq')"
              : "select next value for product_invest_log_seq";
    }
    return nextBlock;
  }

  private String productName() {
    try {
      return JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName)
          .toLowerCase(Locale.ROOT);
    } catch (MetaDataAccessException e) {
      throw new IllegalStateException("the database does not say what it is", e);
    }
  }
}
