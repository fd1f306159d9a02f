package io.openbell.write.order;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.order.Refusal;
import io.openbell.write.answer.DeskAnswers;
import io.openbell.write.desk.Answer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The one mapping of what becomes of orders, payments and cancellations to the contract. */
@Component
class OrderAnswers {
  private static final String ORDER_ID = "orderId: ";

  private final ApiZone zone;

  OrderAnswers(ApiZone zone) {
    this.zone = zone;
  }

  /** An order as clients see it. */
  record Order(
      UUID orderId,
      String userId,
      OrderStatus status,
      long total,
      LocalDateTime createdAt,
      LocalDateTime payBy,
      List<OrderLine> lines) {}

  /** A payment as clients see it right after it was accepted. */
  record Payment(
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
      throw DeskAnswers.toException(answer);
    }
    if (decided.outcome() instanceof OrderOutcome.Placed placed) {
      return Envelope.created(shown(placed.order()));
    }
    if (decided.outcome() instanceof OrderOutcome.Refused refused) {
      return toEnvelope(refused.refusal(), request);
    }
    throw DeskAnswers.nobodyMapped(decided.outcome());
  }

  private static Envelope<?> toEnvelope(Refusal refusal, OrderRequest request) {
    if (refusal instanceof Refusal.NotExistItem missing) {
      throw new ApiException(
          ApiCode.NOT_EXIST_ITEM,
          request.field(missing.itemId(), "itemId") + ": there is no such item");
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
      return Envelope.refused(
          ApiCode.ITEM_NOT_ON_SALE,
          request.field(stopped.itemId(), "itemId")
              + ": item "
              + stopped.itemId()
              + " is not on sale");
    }
    if (refusal instanceof Refusal.PriceChanged changed) {
      return Envelope.refused(
          ApiCode.PRICE_CHANGED,
          request.field(changed.itemId(), "expectedPrice")
              + ": item "
              + changed.itemId()
              + " costs "
              + changed.price()
              + " won now");
    }
    if (refusal instanceof Refusal.SoldOut soldOut) {
      return Envelope.refused(
          ApiCode.SOLD_OUT,
          request.field(soldOut.itemId(), "itemId")
              + ": item "
              + soldOut.itemId()
              + " is sold out");
    }
    if (refusal instanceof Refusal.StockShort few) {
      return Envelope.refused(
          ApiCode.STOCK_SHORT,
          request.field(few.itemId(), "quantity")
              + ": must be at most the "
              + few.available()
              + " that are left of item "
              + few.itemId());
    }
    if (refusal instanceof Refusal.PointShort few) {
      return pointShort(few.total(), few.balance());
    }
    throw DeskAnswers.nobodyMapped(refusal);
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
      throw DeskAnswers.keyReused();
    }
    if (outcome instanceof PaymentOutcome.NotExistOrder) {
      throw notExistOrder();
    }
    if (outcome instanceof PaymentOutcome.AlreadyPaid) {
      return Envelope.refused(ApiCode.ALREADY_PAID, ORDER_ID + "this order is paid already");
    }
    if (outcome instanceof PaymentOutcome.Expired expired) {
      return Envelope.refused(
          ApiCode.ORDER_EXPIRED,
          ORDER_ID + "this order could be paid until " + local(expired.payBy()));
    }
    if (outcome instanceof PaymentOutcome.NotPayable other) {
      return Envelope.refused(
          ApiCode.ORDER_NOT_PAYABLE, ORDER_ID + "this order is " + other.status());
    }
    if (outcome instanceof PaymentOutcome.PointShort few) {
      return pointShort(few.total(), few.balance());
    }
    throw DeskAnswers.nobodyMapped(outcome);
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
      throw DeskAnswers.keyReused();
    }
    if (outcome instanceof CancelOutcome.NotExistOrder) {
      throw notExistOrder();
    }
    if (outcome instanceof CancelOutcome.AlreadyCancelled) {
      return Envelope.refused(
          ApiCode.ALREADY_CANCELLED, ORDER_ID + "this order is cancelled already");
    }
    if (outcome instanceof CancelOutcome.NotCancellable other) {
      return Envelope.refused(
          ApiCode.ORDER_NOT_CANCELLABLE, ORDER_ID + "this order is " + other.status());
    }
    throw DeskAnswers.nobodyMapped(outcome);
  }

  private static Envelope<?> pointShort(long total, long balance) {
    return Envelope.refused(
        ApiCode.POINT_SHORT,
        "balance: must be at least the " + total + " points that the order costs, is " + balance);
  }

  private static ApiException notExistOrder() {
    return new ApiException(ApiCode.NOT_EXIST_ORDER, ORDER_ID + "there is no such order");
  }

  private Order shown(PlacedOrder order) {
    return new Order(
        order.orderId(),
        order.userId(),
        order.status(),
        order.total(),
        local(order.createdAt()),
        local(order.payBy()),
        order.lines());
  }

  private Payment shown(AcceptedPayment payment) {
    return new Payment(
        payment.paymentId(),
        payment.orderId(),
        "POINTS",
        payment.amount(),
        "PENDING",
        local(payment.acceptedAt()));
  }

  private LocalDateTime local(Instant instant) {
    return zone.local(instant);
  }
}
