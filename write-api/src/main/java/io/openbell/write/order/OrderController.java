package io.openbell.write.order;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.PlainText;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskProperties;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * HTTP in front of {@link OrderDoor}, {@link OrderPayment} and {@link OrderCancellation}. No thread
 * waits for an order; one does for a payment or a cancellation.
 */
@RestController
@Tag(name = "order")
class OrderController {
  static final String PATH = "/api/order";
  private static final String KEY =
      "1 to 100 letters, digits or any of - _ . : ~; with or without double quotes around";

  private final OrderDoor door;
  private final OrderPayment payment;
  private final OrderCancellation cancellation;
  private final OrderAnswers answers;
  private final OrderMeters meters;
  private final long maxWaitNanos;

  OrderController(
      OrderDoor door,
      OrderPayment payment,
      OrderCancellation cancellation,
      OrderAnswers answers,
      OrderMeters meters,
      DeskProperties properties) {
    this.door = door;
    this.payment = payment;
    this.cancellation = cancellation;
    this.answers = answers;
    this.meters = meters;
    this.maxWaitNanos = properties.maxWait().toNanos();
  }

  @Operation(
      summary = "Order items",
      description =
          """
          Whole or not at all. The items are reserved until `payBy`; with `payNow` the points are \
          taken in the same moment, and the payment is finalized afterwards. ITEM_NOT_ON_SALE, \
          PRICE_CHANGED, SOLD_OUT, STOCK_SHORT and POINT_SHORT are answered 200 with \
          `result: false`. Repeating a request with its `Idempotency-Key` never orders twice.""")
  @ApiResponse(responseCode = "200", description = "Refused, with result false")
  @ApiResponse(responseCode = "201", description = "Ordered; data is the order")
  @ApiResponse(responseCode = "400", description = "MISSING_X_USER_ID, INVALID_REQUEST")
  @ApiResponse(responseCode = "404", description = "NOT_EXIST_ITEM")
  @ApiResponse(responseCode = "409", description = "IDEMPOTENCY_KEY_IN_USE")
  @ApiResponse(responseCode = "413", description = "PAYLOAD_TOO_LARGE: the limit is 16 KiB")
  @ApiResponse(responseCode = "415", description = "UNSUPPORTED_MEDIA_TYPE")
  @ApiResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
  @ApiResponse(responseCode = "503", description = "BUSY, LOCK_UNAVAILABLE, UNAVAILABLE")
  @PostMapping(
      path = PATH,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ResponseEntity<Envelope<?>>> order(
      @Parameter(required = true, example = "user4")
          @RequestHeader(name = ApiHeaders.USER_ID, required = false)
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
        .map(answer -> meters.order().counted(answers.toEnvelope(answer, request)))
        .map(envelope -> ResponseEntity.status(envelope.status()).body(envelope));
  }

  @Operation(
      summary = "Pay an order with points",
      description =
          """
          Answered once the points are taken and the payment is durable (PENDING); it is finalized \
          afterwards. ALREADY_PAID, ORDER_EXPIRED, ORDER_NOT_PAYABLE and POINT_SHORT are answered \
          200 with `result: false`.""")
  @ApiResponse(responseCode = "200", description = "Paying, or refused with result false")
  @ApiResponse(responseCode = "400", description = "MISSING_X_USER_ID, INVALID_REQUEST")
  @ApiResponse(responseCode = "404", description = "NOT_EXIST_ORDER")
  @ApiResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
  @ApiResponse(responseCode = "503", description = "BUSY, UNAVAILABLE")
  @PostMapping(
      path = PATH + "/{orderId}/payment",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<Envelope<?>> pay(
      @PathVariable UUID orderId,
      @Parameter(required = true, example = "user4")
          @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = KEY, example = "payment-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @RequestBody(required = false) @Nullable PaymentBody body) {
    OrderPayment.Request request =
        new OrderPayment.Request(
            orderId,
            UserId.ofHeader(userId),
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return Mono.fromCallable(() -> payment.pay(request))
        .subscribeOn(Schedulers.boundedElastic())
        .map(outcome -> meters.payment().counted(answers.toEnvelope(outcome)));
  }

  @Operation(
      summary = "Cancel an order that is not paid",
      description =
          """
          What it reserved is on sale again. ALREADY_CANCELLED and ORDER_NOT_CANCELLABLE are \
          answered 200 with `result: false`.""")
  @ApiResponse(responseCode = "200", description = "Cancelled, or refused with result false")
  @ApiResponse(responseCode = "400", description = "MISSING_X_USER_ID, INVALID_REQUEST")
  @ApiResponse(responseCode = "404", description = "NOT_EXIST_ORDER")
  @ApiResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
  @ApiResponse(responseCode = "503", description = "BUSY, UNAVAILABLE")
  @PostMapping(
      path = PATH + "/{orderId}/cancel",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<Envelope<?>> cancel(
      @PathVariable UUID orderId,
      @Parameter(required = true, example = "user4")
          @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = KEY, example = "cancel-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody CancelBody body) {
    String reason = requireNonNull(body.reason());
    if (!PlainText.isPlain(reason)) {
      throw ApiException.invalid("reason", "must not contain control characters");
    }
    OrderCancellation.Request request =
        new OrderCancellation.Request(
            orderId,
            UserId.ofHeader(userId),
            reason,
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return Mono.fromCallable(() -> cancellation.cancel(request))
        .subscribeOn(Schedulers.boundedElastic())
        .map(outcome -> meters.cancel().counted(answers.toEnvelope(outcome)));
  }
}
