package io.openbell.write.order;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.core.broker.Route;
import io.openbell.write.publish.PendingSource;
import io.openbell.write.publish.RelayProperties;
import java.time.Duration;
import java.time.Instant;
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
  private final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final RelayProperties properties;

  PendingPayments(JdbcClient jdbc, JdbcTemplate template, RelayProperties properties) {
    this.jdbc = jdbc;
    this.template = template;
    this.properties = properties;
  }

  private record Claim(int attempts, Instant now, AcceptedPayment payment) {}

  @Override
  public Route route() {
    return BrokerTopology.PAYMENTS;
  }

  @Override
  @Transactional
  public Optional<Event> claim() {
    List<Claim> claims =
        jdbc.sql(
                """
                select payment_id, order_id, user_id, amount, correlation_id, accepted_at,
                       publish_attempts, current_timestamp
                  from payment
                 where publish_after <= current_timestamp
                 order by publish_after
                 fetch first :batch rows only
                   for update skip locked""")
            .param("batch", properties.batch())
            .query(
                (row, n) ->
                    new Claim(
                        row.getInt(7),
                        row.getObject(8, OffsetDateTime.class).toInstant(),
                        new AcceptedPayment(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getString(3),
                            row.getLong(4),
                            row.getString(5),
                            row.getObject(6, OffsetDateTime.class).toInstant())))
            .list();
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    putOff(claims);
    return Optional.of(event(claims.stream().map(Claim::payment).toList()));
  }

  private void putOff(List<Claim> claims) {
    template.batchUpdate(
        """
        update payment set publish_after = ?, publish_attempts = publish_attempts + 1
         where payment_id = ? and result = 'PENDING'""",
        claims.stream()
            .map(
                claim ->
                    new Object[] {
                      OrderTable.utc(claim.now().plus(properties.pauseAfter(claim.attempts()))),
                      claim.payment().paymentId()
                    })
            .toList());
  }

  @Override
  public Pending pending(long limit) {
    return jdbc.sql(
            """
            select count(*), coalesce(min(accepted_at), current_timestamp), current_timestamp
              from (select accepted_at from payment
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
