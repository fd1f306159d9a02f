package io.openbell.write.reconcile;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Walks through a table in the order of its key, one stretch after the other, and begins anew at
 * its end. So each look at a table costs the same, however large it is, and every row is looked at
 * sooner or later. For one thread at a time; each instance walks by itself.
 *
 * @param <K> what the database returns of the key
 */
public final class TableWalk<K> {
  private final JdbcClient jdbc;
  private final String keys;
  private final Class<K> type;
  private final K beginning;
  private final int rows;
  private K after;

  /**
   * A walk that has not begun.
   *
   * @param beginning less than every key
   * @param rows how many make a stretch
   */
  public TableWalk(
      JdbcClient jdbc, String table, String key, Class<K> type, K beginning, int rows) {
    this.jdbc = jdbc;
    this.keys = "select %2$s from %1$s where %2$s > :after order by %2$s".formatted(table, key);
    this.type = type;
    this.beginning = beginning;
    this.rows = rows;
    this.after = beginning;
  }

  /** The rows whose key is greater than the first, and not greater than the second. */
  public record Stretch<K>(K after, K last) {}

  /** The next stretch; none when the table is empty. */
  public Optional<Stretch<K>> next() {
    Optional<Stretch<K>> next = stretch();
    return next.isPresent() ? next : stretch();
  }

  /** The next stretch; none at the end, and then the walk is at the beginning. */
  private Optional<Stretch<K>> stretch() {
    Optional<K> last = key(" offset %d rows fetch next 1 rows only".formatted(rows - 1));
    Optional<Stretch<K>> stretch =
        last.or(() -> key(" desc fetch first 1 rows only")).map(end -> new Stretch<>(after, end));
    after = last.orElse(beginning);
    return stretch;
  }

  private Optional<K> key(String which) {
    return jdbc.sql(keys + which).param("after", after).query(type).optional();
  }
}
