package io.openbell.write.order;

import io.openbell.core.api.ApiException;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.desk.RequestFingerprint;
import io.openbell.write.order.GuardedTransaction.Result;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Cancels an order that is not paid. One transaction: its items are on sale again, the order has
 * left CREATED; or nothing of it.
 */
@Service
class OrderCancellation {
  private static final Logger log = LoggerFactory.getLogger("openbell.order");

  private final OrderRows rows;
  private final GuardedTransaction transaction;

  OrderCancellation(OrderRows rows, GuardedTransaction transaction) {
    this.rows = rows;
    this.transaction = transaction;
  }

  /** A request to cancel, and why. */
  record Request(
      UUID orderId,
      UserId user,
      String reason,
      @Nullable IdempotencyKey key,
      String correlationId) {
    RequestFingerprint fingerprint() {
      return RequestFingerprint.digestOf(orderId + ":" + reason);
    }
  }

  /**
   * Blocks until the cancellation is durable, or refused.
   *
   * @throws ApiException when others were in the way each time, or the disk has no room; nothing
   *     was changed
   */
  CancelOutcome cancel(Request request) {
    Result<CancelOutcome> result = transaction.run(request.orderId(), () -> cancelOnce(request));
    if (result.isNew()) {
      log.info(
          "event=order-cancelled order={} correlation={}",
          request.orderId(),
          request.correlationId());
    }
    return result.outcome();
  }

  private Result<CancelOutcome> cancelOnce(Request request) {
    // The key is looked up last: whatever is read of the order before, its key is seen, too.
    Optional<OrderRows.Row> found = rows.find(request.orderId(), request.user().value());
    Optional<RequestFingerprint> bound = boundTo(request);
    if (bound.isPresent() && !bound.get().equals(request.fingerprint())) {
      return new Result<>(new CancelOutcome.KeyReused(), false);
    }
    if (found.isEmpty()) {
      return new Result<>(new CancelOutcome.NotExistOrder(), false);
    }
    if (bound.isPresent()) {
      return new Result<>(new CancelOutcome.Cancelled(cancelled(request, found.get())), false);
    }
    OrderStatus status = found.get().status();
    return switch (status) {
      case CREATED -> new Result<>(write(request, found.get()), true);
      case CANCELLED -> new Result<>(new CancelOutcome.AlreadyCancelled(), false);
      case PAYING, PAID, EXPIRED -> new Result<>(new CancelOutcome.NotCancellable(status), false);
    };
  }

  private Optional<RequestFingerprint> boundTo(Request request) {
    return request.key() == null
        ? Optional.empty()
        : rows.knownCancellation(request.user().value(), request.key());
  }

  // The items last: whoever locks an order and items locks them in this order.
  private CancelOutcome write(Request request, OrderRows.Row order) {
    if (!rows.cancel(request.orderId())) {
      throw new GuardRefusedException();
    }
    rows.insert(
        new OrderRows.Departure(
            request.orderId(),
            OrderStatus.CANCELLED,
            request.user().value(),
            request.reason(),
            request.correlationId()),
        OrderRows.BoundKey.of(request.key(), request.fingerprint()));
    if (!rows.giveBack(rows.quantities(List.of(request.orderId())))) {
      throw new GuardRefusedException();
    }
    return new CancelOutcome.Cancelled(cancelled(request, order));
  }

  private PlacedOrder cancelled(Request request, OrderRows.Row order) {
    return new PlacedOrder(
        request.orderId(),
        request.user().value(),
        OrderStatus.CANCELLED,
        order.total(),
        order.createdAt(),
        order.payBy(),
        rows.lines(request.orderId()));
  }
}
