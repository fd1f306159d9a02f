package io.openbell.write.invest;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.Route;
import io.openbell.write.publish.PendingSource;
import io.openbell.write.publish.RelayProperties;
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

/** The PENDING invest logs as an outbox. */
@Repository
class PendingInvestments implements PendingSource {
  private final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final RelayProperties properties;

  PendingInvestments(JdbcClient jdbc, JdbcTemplate template, RelayProperties properties) {
    this.jdbc = jdbc;
    this.template = template;
    this.properties = properties;
  }

  private record Claim(int attempts, Instant now, InvestmentsAccepted.Investment investment) {}

  @Override
  public Route route() {
    return BrokerTopology.INVESTMENTS;
  }

  @Override
  @Transactional
  public Optional<Event> claim() {
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
                      claim
                          .now()
                          .plus(properties.pauseAfter(claim.attempts()))
                          .atOffset(ZoneOffset.UTC),
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

  @Override
  public Pending pending(long limit) {
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
