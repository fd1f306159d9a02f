package io.openbell.write.order;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.core.api.ApiException;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.desk.RequestFingerprint;
import io.openbell.write.order.GuardedTransaction.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Pays an order that waits for it, with points. One transaction: the points are taken, the order
 * leaves CREATED, the payment is PENDING; or nothing of it.
 */
@Service
class OrderPayment {
  private static final Logger log = LoggerFactory.getLogger("openbell.order");

  private final OrderTable table;
  private final OrderRows rows;
  private final GuardedTransaction transaction;
  private final PaymentsToPublish payments;
  private final DeskProperties desk;

  OrderPayment(
      OrderTable table,
      OrderRows rows,
      GuardedTransaction transaction,
      PaymentsToPublish payments,
      DeskProperties desk) {
    this.table = table;
    this.rows = rows;
    this.transaction = transaction;
    this.payments = payments;
    this.desk = desk;
  }

  /** A request to pay. */
  record Request(UUID orderId, UserId user, @Nullable IdempotencyKey key, String correlationId) {
    RequestFingerprint fingerprint() {
      return new RequestFingerprint(orderId.toString());
    }
  }

  /**
   * Blocks until the payment is durable, or refused.
   *
   * @throws ApiException when others were in the way each time, or the disk has no room; nothing
   *     was taken
   */
  PaymentOutcome pay(Request request) {
    Result<PaymentOutcome> result = transaction.run(request.orderId(), () -> payOnce(request));
    if (result.isNew() && result.outcome() instanceof PaymentOutcome.Paying paying) {
      announce(paying.payment());
    }
    return result.outcome();
  }

  private Result<PaymentOutcome> payOnce(Request request) {
    // The key is looked up last: whatever is read of the order before, its key is seen, too.
    Optional<OrderRows.Row> found = rows.find(request.orderId(), request.user().value());
    Optional<PaymentOutcome> known = known(request);
    if (known.isPresent()) {
      return new Result<>(known.get(), false);
    }
    if (found.isEmpty()) {
      return new Result<>(new PaymentOutcome.NotExistOrder(), false);
    }
    OrderRows.Row order = found.get();
    return refusal(order)
        .map(refusal -> new Result<>(refusal, false))
        .orElseGet(() -> new Result<>(write(request, order), true));
  }

  private void announce(AcceptedPayment payment) {
    payments.publishSoon(List.of(payment));
    log.info(
        "event=payment-accepted order={} payment={} amount={} correlation={}",
        payment.orderId(),
        payment.paymentId(),
        payment.amount(),
        payment.correlationId());
  }

  private Optional<PaymentOutcome> known(Request request) {
    IdempotencyKey key = request.key();
    return key == null
        ? Optional.empty()
        : rows.knownPayment(request.user().value(), key)
            .map(
                known ->
                    known.fingerprint().equals(request.fingerprint())
                        ? new PaymentOutcome.Paying(known.first())
                        : new PaymentOutcome.KeyReused());
  }

  private static Optional<PaymentOutcome> refusal(OrderRows.Row order) {
    if (order.status() == OrderStatus.PAYING || order.status() == OrderStatus.PAID) {
      return Optional.of(new PaymentOutcome.AlreadyPaid());
    }
    if (order.isTooLate()) {
      return Optional.of(new PaymentOutcome.Expired(order.payBy()));
    }
    if (!order.status().mayBecome(OrderStatus.PAYING)) {
      return Optional.of(new PaymentOutcome.NotPayable(order.status()));
    }
    return order.balance() < order.total()
        ? Optional.of(new PaymentOutcome.PointShort(order.total(), order.balance()))
        : Optional.empty();
  }

  // The account first: whoever locks an account and an order locks them in this order.
  private PaymentOutcome write(Request request, OrderRows.Row order) {
    String user = request.user().value();
    if (!table.takePoints(new TreeMap<>(Map.of(user, order.total())))
        || !rows.startPaying(request.orderId(), user)) {
      throw new GuardRefusedException();
    }
    AcceptedPayment payment =
        new AcceptedPayment(
            UuidCreator.getTimeOrderedEpoch(),
            request.orderId(),
            user,
            order.total(),
            request.correlationId(),
            order.now());
    rows.insertPending(
        payment,
        OrderRows.BoundKey.of(request.key(), request.fingerprint()),
        order.now().plus(desk.relayAfter()));
    rows.insert(
        new OrderRows.Departure(
            request.orderId(), OrderStatus.PAYING, user, null, request.correlationId()),
        null);
    return new PaymentOutcome.Paying(payment);
  }
}
