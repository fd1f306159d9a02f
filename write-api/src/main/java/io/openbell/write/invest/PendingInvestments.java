package io.openbell.write.invest;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.Route;
import io.openbell.write.publish.OutboxTable;
import io.openbell.write.publish.PendingSource;
import io.openbell.write.publish.RelayProperties;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The PENDING invest logs as an outbox. */
@Repository
class PendingInvestments implements PendingSource {
  private final OutboxTable<InvestmentsAccepted.Investment> outbox;

  PendingInvestments(JdbcClient jdbc, JdbcTemplate template, RelayProperties properties) {
    this.outbox =
        new OutboxTable<>(
            jdbc,
            template,
            properties,
            new OutboxTable.Rows<>(
                "product_invest_log",
                "log_id",
                "log_id, product_id, user_id, invest_amount, correlation_id, accepted_at",
                (row, n) -> investment(row),
                InvestmentsAccepted.Investment::logId));
  }

  private static InvestmentsAccepted.Investment investment(ResultSet row) throws SQLException {
    return new InvestmentsAccepted.Investment(
        row.getLong("log_id"),
        row.getLong("product_id"),
        row.getString("user_id"),
        row.getLong("invest_amount"),
        row.getString("correlation_id"),
        row.getObject("accepted_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public Route route() {
    return BrokerTopology.INVESTMENTS;
  }

  @Override
  @Transactional
  public Optional<Event> claim() {
    return outbox
        .claim()
        .map(
            claimed ->
                new InvestmentsAccepted(
                    UUID.randomUUID().toString(), claimed.now(), claimed.rows()));
  }

  @Override
  public Pending pending(long limit) {
    return outbox.pending(limit);
  }
}
