package io.openbell.write.order;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.api.Uuids;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.PlainText;
import io.openbell.core.request.UserId;
import io.openbell.write.blocking.BlockingThreads;
import io.openbell.write.desk.DeskProperties;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * HTTP in front of {@link OrderDoor}, {@link OrderPayment} and {@link OrderCancellation}. No thread
 * waits for an order; one does for a payment or a cancellation.
 */
@RestController
@RequestMapping(
    path = OrderController.PATH,
    consumes = MediaType.APPLICATION_JSON_VALUE,
    produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Orders", description = "Ordering items, paying, and what became of it")
class OrderController {
  static final String PATH = "/api/order";
  private static final String KEY =
      "1 to 100 letters, digits or any of - _ . : ~; with or without double quotes around";

  private final OrderDoor door;
  private final OrderPayment payment;
  private final OrderCancellation cancellation;
  private final OrderResponses responses;
  private final OrderMeters meters;
  private final BlockingThreads threads;
  private final long maxWaitNanos;

  OrderController(
      OrderDoor door,
      OrderPayment payment,
      OrderCancellation cancellation,
      OrderResponses responses,
      OrderMeters meters,
      BlockingThreads threads,
      DeskProperties properties) {
    this.door = door;
    this.payment = payment;
    this.cancellation = cancellation;
    this.responses = responses;
    this.meters = meters;
    this.threads = threads;
    this.maxWaitNanos = properties.maxWait().toNanos();
  }

  @Operation(
      operationId = "order",
      summary = "Order items",
      description =
          """
          Whole or not at all. The items are reserved until `payBy`; with `payNow` the points are \
          taken in the same moment, and the payment is finalized afterwards. ITEM_NOT_ON_SALE, \
          PRICE_CHANGED, SOLD_OUT, STOCK_SHORT and POINT_SHORT are answered 200 with \
          `result: false`. Repeating a request with its `Idempotency-Key` never orders twice.""")
  @ErrorCodes({
    ApiCode.ITEM_NOT_ON_SALE,
    ApiCode.PRICE_CHANGED,
    ApiCode.SOLD_OUT,
    ApiCode.STOCK_SHORT,
    ApiCode.POINT_SHORT,
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ITEM,
    ApiCode.IDEMPOTENCY_KEY_IN_USE,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.BUSY,
    ApiCode.LOCK_UNAVAILABLE,
    ApiCode.UNAVAILABLE
  })
  @PostMapping
  Mono<ResponseEntity<Envelope<?>>> order(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = KEY, example = "order-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody OrderBody body) {
    OrderRequest request =
        new OrderRequest(
            UserId.ofHeader(userId),
            OrderRequest.wishes(body),
            Boolean.TRUE.equals(body.payNow()),
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId,
            System.nanoTime() + maxWaitNanos);
    return Mono.fromFuture(door.order(request), true)
        .map(answer -> meters.order().counted(responses.toEnvelope(answer, request)))
        .map(envelope -> ResponseEntity.status(envelope.status()).body(envelope));
  }

  @Operation(
      operationId = "payOrder",
      summary = "Pay an order with points",
      description =
          """
          Answered once the points are taken and the payment is durable (PENDING); it is finalized \
          afterwards. ALREADY_PAID, ORDER_EXPIRED, ORDER_NOT_PAYABLE and POINT_SHORT are answered \
          200 with `result: false`.""")
  @ErrorCodes({
    ApiCode.ALREADY_PAID,
    ApiCode.ORDER_EXPIRED,
    ApiCode.ORDER_NOT_PAYABLE,
    ApiCode.POINT_SHORT,
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ORDER,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE
  })
  @PostMapping("/{orderId}/payment")
  Mono<Envelope<?>> pay(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable String orderId,
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = KEY, example = "payment-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @RequestBody(required = false) @Nullable PaymentBody body) {
    OrderPayment.Request request =
        new OrderPayment.Request(
            Uuids.inPath("orderId", orderId),
            UserId.ofHeader(userId),
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return threads
        .run(() -> payment.pay(request))
        .map(outcome -> meters.payment().counted(responses.toEnvelope(outcome)));
  }

  @Operation(
      operationId = "cancelOrder",
      summary = "Cancel an order that is not paid",
      description =
          """
          What it reserved is on sale again. ALREADY_CANCELLED and ORDER_NOT_CANCELLABLE are \
          answered 200 with `result: false`.""")
  @ErrorCodes({
    ApiCode.ALREADY_CANCELLED,
    ApiCode.ORDER_NOT_CANCELLABLE,
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ORDER,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE
  })
  @PostMapping("/{orderId}/cancel")
  Mono<Envelope<?>> cancel(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable String orderId,
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = KEY, example = "cancel-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody CancelBody body) {
    String reason = requireNonNull(body.reason());
    PlainText.require("reason", reason);
    OrderCancellation.Request request =
        new OrderCancellation.Request(
            Uuids.inPath("orderId", orderId),
            UserId.ofHeader(userId),
            reason,
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return threads
        .run(() -> cancellation.cancel(request))
        .map(outcome -> meters.cancel().counted(responses.toEnvelope(outcome)));
  }
}
