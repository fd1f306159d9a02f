package io.openbell.write.order;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.core.broker.Route;
import io.openbell.write.publish.OutboxTable;
import io.openbell.write.publish.PendingSource;
import io.openbell.write.publish.RelayProperties;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The PENDING payments as an outbox. */
@Repository
class PendingPayments implements PendingSource {
  private final OutboxTable<AcceptedPayment> outbox;

  PendingPayments(JdbcClient jdbc, JdbcTemplate template, RelayProperties properties) {
    this.outbox =
        new OutboxTable<>(
            jdbc,
            template,
            properties,
            new OutboxTable.Rows<>(
                "payment",
                "payment_id",
                "payment_id, order_id, user_id, amount, correlation_id, accepted_at",
                (row, n) -> payment(row),
                AcceptedPayment::paymentId));
  }

  private static AcceptedPayment payment(ResultSet row) throws SQLException {
    return new AcceptedPayment(
        row.getObject("payment_id", UUID.class),
        row.getObject("order_id", UUID.class),
        row.getString("user_id"),
        row.getLong("amount"),
        row.getString("correlation_id"),
        row.getObject("accepted_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public Route route() {
    return BrokerTopology.PAYMENTS;
  }

  @Override
  @Transactional
  public Optional<Event> claim() {
    return outbox.claim().map(claimed -> event(claimed.rows()));
  }

  @Override
  public Pending pending(long limit) {
    return outbox.pending(limit);
  }

  /** What tells of these payments. */
  static PaymentsAccepted event(List<AcceptedPayment> payments) {
    return new PaymentsAccepted(
        UUID.randomUUID().toString(),
        payments.stream()
            .map(
                payment ->
                    new PaymentsAccepted.Payment(
                        payment.paymentId(),
                        payment.orderId(),
                        payment.userId(),
                        payment.amount(),
                        payment.correlationId(),
                        payment.acceptedAt()))
            .toList());
  }
}
