package io.openbell.write.order;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.order.Refusal;
import io.openbell.write.desk.Answer;
import io.openbell.write.response.DeskResponses;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The one mapping of what becomes of orders, payments and cancellations to the contract. */
@Component
class OrderResponses {
  private final ApiZone zone;

  OrderResponses(ApiZone zone) {
    this.zone = zone;
  }

  /** An order as clients see it. */
  record OrderView(
      UUID orderId,
      String userId,
      OrderStatus status,
      long total,
      LocalDateTime createdAt,
      LocalDateTime payBy,
      List<OrderLine> lines) {}

  /** A payment as clients see it right after it was accepted. */
  record PaymentView(
      UUID paymentId,
      UUID orderId,
      String method,
      long amount,
      String result,
      LocalDateTime acceptedAt) {}

  /**
   * The envelope of an answer to a request to order.
   *
   * @throws ApiException for those that are not sent under 200 or 201
   */
  Envelope<?> toEnvelope(Answer<OrderOutcome> answer, OrderRequest request) {
    if (!(answer instanceof Answer.Decided<OrderOutcome> decided)) {
      throw DeskResponses.toException(answer);
    }
    if (decided.outcome() instanceof OrderOutcome.Placed placed) {
      return Envelope.created(shown(placed.order()));
    }
    if (decided.outcome() instanceof OrderOutcome.Refused refused) {
      return toEnvelope(refused.refusal(), request);
    }
    throw DeskResponses.nobodyMapped(decided.outcome());
  }

  private static Envelope<?> toEnvelope(Refusal refusal, OrderRequest request) {
    if (refusal instanceof Refusal.NotExistItem missing) {
      throw new ApiException(
          ApiCode.NOT_EXIST_ITEM,
          request.field(missing.itemId(), ApiCode.NOT_EXIST_ITEM.message()));
    }
    if (refusal instanceof Refusal.OverMaxPerOrder over) {
      throw ApiException.invalid(
          request.field(over.itemId(), "quantity"),
          "must be at most " + over.max() + ", of this item in one order");
    }
    if (refusal instanceof Refusal.AmountTooLarge large) {
      throw ApiException.invalid(
          request.field(large.itemId(), "quantity"),
          "must be so that the order costs at most " + Long.MAX_VALUE + " won");
    }
    if (refusal instanceof Refusal.NotOnSale stopped) {
      return refused(
          ApiCode.ITEM_NOT_ON_SALE, request.field(stopped.itemId(), "itemId"), stopped.itemId());
    }
    if (refusal instanceof Refusal.PriceChanged changed) {
      return refused(
          ApiCode.PRICE_CHANGED,
          request.field(changed.itemId(), "expectedPrice"),
          changed.itemId(),
          changed.price());
    }
    if (refusal instanceof Refusal.SoldOut soldOut) {
      return Envelope.refused(
          ApiCode.SOLD_OUT,
          "%s: item %d is sold out"
              .formatted(request.field(soldOut.itemId(), "itemId"), soldOut.itemId()));
    }
    if (refusal instanceof Refusal.StockShort few) {
      return Envelope.refused(
          ApiCode.STOCK_SHORT,
          "%s: only %d of item %d are left"
              .formatted(request.field(few.itemId(), "quantity"), few.available(), few.itemId()));
    }
    if (refusal instanceof Refusal.PointShort few) {
      return refused(ApiCode.POINT_SHORT, few.total(), few.balance());
    }
    throw DeskResponses.nobodyMapped(refusal);
  }

  /**
   * The envelope of an answer to a request to pay.
   *
   * @throws ApiException for those that are not sent under 200
   */
  Envelope<?> toEnvelope(PaymentOutcome outcome) {
    if (outcome instanceof PaymentOutcome.Paying paying) {
      return Envelope.ok(shown(paying.payment()));
    }
    if (outcome instanceof PaymentOutcome.KeyReused) {
      throw new ApiException(ApiCode.IDEMPOTENCY_KEY_REUSED);
    }
    if (outcome instanceof PaymentOutcome.NotExistOrder) {
      throw new ApiException(ApiCode.NOT_EXIST_ORDER);
    }
    if (outcome instanceof PaymentOutcome.AlreadyPaid) {
      return refused(ApiCode.ALREADY_PAID);
    }
    if (outcome instanceof PaymentOutcome.Expired expired) {
      return refused(ApiCode.ORDER_EXPIRED, zone.local(expired.payBy()));
    }
    if (outcome instanceof PaymentOutcome.NotPayable other) {
      return refused(ApiCode.ORDER_NOT_PAYABLE, other.status());
    }
    if (outcome instanceof PaymentOutcome.PointShort few) {
      return refused(ApiCode.POINT_SHORT, few.total(), few.balance());
    }
    throw DeskResponses.nobodyMapped(outcome);
  }

  /**
   * The envelope of an answer to a request to cancel.
   *
   * @throws ApiException for those that are not sent under 200
   */
  Envelope<?> toEnvelope(CancelOutcome outcome) {
    if (outcome instanceof CancelOutcome.Cancelled cancelled) {
      return Envelope.ok(shown(cancelled.order()));
    }
    if (outcome instanceof CancelOutcome.KeyReused) {
      throw new ApiException(ApiCode.IDEMPOTENCY_KEY_REUSED);
    }
    if (outcome instanceof CancelOutcome.NotExistOrder) {
      throw new ApiException(ApiCode.NOT_EXIST_ORDER);
    }
    if (outcome instanceof CancelOutcome.AlreadyCancelled) {
      return refused(ApiCode.ALREADY_CANCELLED);
    }
    if (outcome instanceof CancelOutcome.NotCancellable other) {
      return refused(ApiCode.ORDER_NOT_CANCELLABLE, other.status());
    }
    throw DeskResponses.nobodyMapped(outcome);
  }

  private static Envelope<?> refused(ApiCode code, Object... values) {
    return Envelope.refused(code, code.message(values));
  }

  private OrderView shown(PlacedOrder order) {
    return new OrderView(
        order.orderId(),
        order.userId(),
        order.status(),
        order.total(),
        zone.local(order.createdAt()),
        zone.local(order.payBy()),
        order.lines());
  }

  private PaymentView shown(AcceptedPayment payment) {
    return new PaymentView(
        payment.paymentId(),
        payment.orderId(),
        "POINTS",
        payment.amount(),
        "PENDING",
        zone.local(payment.acceptedAt()));
  }
}
