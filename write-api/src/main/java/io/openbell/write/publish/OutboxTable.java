package io.openbell.write.publish;

import io.openbell.write.publish.PendingSource.Pending;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements on a table that is an outbox: its rows have {@code accepted_at}, {@code
 * publish_attempts} and, while they are PENDING, {@code publish_after}.
 *
 * @param <R> a row, as far as its event tells of it
 */
public final class OutboxTable<R> {
  private final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final RelayProperties properties;
  private final Rows<R> rows;

  /**
   * What one outbox differs in from another.
   *
   * @param table its name
   * @param id the column by which its rows are found
   * @param columns those that {@code row} reads, separated by commas
   * @param row reads a row
   * @param idOf the value of {@code id}
   */
  public record Rows<R>(
      String table, String id, String columns, RowMapper<R> row, Function<R, Object> idOf) {}

  /** An outbox in this database. */
  public OutboxTable(
      JdbcClient jdbc, JdbcTemplate template, RelayProperties properties, Rows<R> rows) {
    this.jdbc = jdbc;
    this.template = template;
    this.properties = properties;
    this.rows = rows;
  }

  /**
   * What was claimed.
   *
   * @param rows longest overdue first; at least one
   * @param now the database's clock
   */
  public record Claimed<R>(List<R> rows, Instant now) {}

  private record Claim<R>(R row, int attempts, Instant now) {}

  /** {@link PendingSource#claim} as rows, in a transaction of the caller's. */
  public Optional<Claimed<R>> claim() {
    List<Claim<R>> claims =
        jdbc.sql(
                """
                select publish_attempts as outbox_attempts, current_timestamp as outbox_now, %s
                  from %s
                 where publish_after <= current_timestamp
                 order by publish_after
                 fetch first :batch rows only
                   for update skip locked"""
                    .formatted(rows.columns(), rows.table()))
            .param("batch", properties.batch())
            .query(
                (row, n) ->
                    new Claim<>(
                        rows.row().mapRow(row, n),
                        row.getInt("outbox_attempts"),
                        row.getObject("outbox_now", OffsetDateTime.class).toInstant()))
            .list();
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    putOff(claims);
    return Optional.of(
        new Claimed<>(claims.stream().map(Claim::row).toList(), claims.get(0).now()));
  }

  private void putOff(List<Claim<R>> claims) {
    template.batchUpdate(
        """
        update %s set publish_after = ?, publish_attempts = publish_attempts + 1
         where %s = ? and publish_after is not null"""
            .formatted(rows.table(), rows.id()),
        claims.stream()
            .map(
                claim ->
                    new Object[] {
                      claim
                          .now()
                          .plus(properties.pauseAfter(claim.attempts()))
                          .atOffset(ZoneOffset.UTC),
                      rows.idOf().apply(claim.row())
                    })
            .toList());
  }

  /** {@link PendingSource#pending}. */
  public Pending pending(long limit) {
    return jdbc.sql(
            """
            select count(*), coalesce(min(accepted_at), current_timestamp), current_timestamp
              from (select accepted_at from %s
                     where publish_after is not null fetch first :limit rows only) pending"""
                .formatted(rows.table()))
        .param("limit", limit)
        .query(
            (row, n) ->
                new Pending(
                    row.getLong(1),
                    Duration.between(
                        row.getObject(2, OffsetDateTime.class),
                        row.getObject(3, OffsetDateTime.class))))
        .single();
  }
}
