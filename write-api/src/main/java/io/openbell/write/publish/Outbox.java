package io.openbell.write.publish;

import io.openbell.core.broker.InvestmentsAccepted;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The PENDING logs as an outbox. Claims skip what another instance is claiming. */
@Repository
class Outbox {
  private final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final RelayProperties properties;

  Outbox(JdbcClient jdbc, JdbcTemplate template, RelayProperties properties) {
    this.jdbc = jdbc;
    this.template = template;
    this.properties = properties;
  }

  private record Claim(int attempts, Instant now, InvestmentsAccepted.Investment investment) {}

  /**
   * Claims investments that are due, longest overdue first, and puts off their next turn. Committed
   * when this returns: should the publishing fail, they come round again.
   *
   * @return an event of all of them, none when nothing is due
   */
  @Transactional
  public Optional<InvestmentsAccepted> claim() {
    List<Claim> claims =
        jdbc.sql(
                """
                select log_id, user_id, product_id, invest_amount, correlation_id,
                       publish_attempts, current_timestamp, accepted_at
                  from product_invest_log
                 where publish_after <= current_timestamp
                 order by publish_after
                 fetch first :batch rows only
                   for update skip locked""")
            .param("batch", properties.batch())
            .query(
                (row, n) ->
                    new Claim(
                        row.getInt(6),
                        row.getObject(7, OffsetDateTime.class).toInstant(),
                        new InvestmentsAccepted.Investment(
                            row.getLong(1),
                            row.getLong(3),
                            row.getString(2),
                            row.getLong(4),
                            row.getString(5),
                            row.getObject(8, OffsetDateTime.class).toInstant())))
            .list();
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    putOff(claims);
    return Optional.of(
        new InvestmentsAccepted(
            UUID.randomUUID().toString(),
            claims.get(0).now(),
            claims.stream().map(Claim::investment).toList()));
  }

  private void putOff(List<Claim> claims) {
    List<Object[]> rows =
        claims.stream()
            .map(
                claim ->
                    new Object[] {
                      claim.now().plus(pauseAfter(claim.attempts())).atOffset(ZoneOffset.UTC),
                      claim.investment().logId()
                    })
            .toList();
    template.batchUpdate(
        """
        update product_invest_log
           set publish_after = ?, publish_attempts = publish_attempts + 1
         where log_id = ? and invest_result = 'PENDING'""",
        rows);
  }

  /** Doubles with each attempt, up to the maximum. */
  private Duration pauseAfter(int attempts) {
    Duration pause = properties.backoff().multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(properties.maxBackoff()) < 0 ? pause : properties.maxBackoff();
  }

  /**
   * What is PENDING.
   *
   * @param count how many investments
   * @param oldest how long the oldest of them has been; zero when there is none
   */
  record Pending(long count, Duration oldest) {
    static final Pending NONE = new Pending(0, Duration.ZERO);
  }

  /** What is PENDING; at most {@code limit} of it is looked at. */
  Pending pending(long limit) {
    return jdbc.sql(
            """
            select count(*), coalesce(min(accepted_at), current_timestamp), current_timestamp
              from (select accepted_at from product_invest_log
                     where publish_after is not null fetch first :limit rows only) pending""")
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
