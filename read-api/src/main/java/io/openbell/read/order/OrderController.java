package io.openbell.read.order;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.Uuids;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.PageNumber;
import io.openbell.read.PageSize;
import io.openbell.read.order.OrderQueries.LineRow;
import io.openbell.read.order.OrderQueries.OrderRow;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A user's own orders. Uncached: who has just ordered looks for exactly that. */
@RestController
@RequestMapping(path = "/api/order", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Orders", description = "Ordering items, paying, and what became of it")
class OrderController {
  private final OrderQueries orders;
  private final DatabaseGate database;
  private final ApiZone zone;

  OrderController(OrderQueries orders, DatabaseGate database, ApiZone zone) {
    this.orders = orders;
    this.database = database;
    this.zone = zone;
  }

  @GetMapping("/my")
  @Operation(operationId = "listMyOrders", summary = "The user's orders, newest first")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<OrderView>> mine(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Orders on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size,
      @Parameter(description = "Only those; all when left out") @RequestParam(required = false)
          @Nullable OrderStatus status) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    return database.ask(
        () -> {
          List<OrderRow> found = orders.page(user, status, wanted);
          Map<UUID, List<LineRow>> lines = orders.linesOf(found);
          long total =
              wanted.endsWith(found.size())
                  ? wanted.offset() + found.size()
                  : orders.count(user, status);
          return Envelope.ok(
              new Listing<>(
                  total,
                  found.stream()
                      .map(o -> OrderView.of(o, lines.getOrDefault(o.orderId(), List.of()), zone))
                      .toList()));
        });
  }

  @GetMapping("/{orderId}")
  @Operation(
      operationId = "getOrder",
      summary = "One of the user's orders, what happened to it, and its payments")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ORDER,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<OrderDetailView> one(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              in = ParameterIn.PATH,
              description = "The order",
              example = "0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10")
          @PathVariable
          String orderId) {
    return ofOrder(userId, orderId, orders::byId, whole -> OrderDetailView.of(whole, zone));
  }

  @GetMapping("/key/{idempotencyKey}")
  @Operation(
      operationId = "getOrderByKey",
      summary = "The order made under this key",
      description =
          """
          For a client whose request was not answered. NOT_EXIST_ORDER when the user has no \
          accepted order under this key: then it was refused or never arrived, and may be sent \
          again under the same key.""")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ORDER,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<OrderDetailView> byKey(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              in = ParameterIn.PATH,
              description = "The Idempotency-Key the order was sent with",
              example = "cart-42")
          @PathVariable
          String idempotencyKey) {
    UserId user = UserId.ofHeader(userId);
    IdempotencyKey key = new IdempotencyKey(idempotencyKey);
    return database
        .ask(() -> orders.byKey(user, key))
        .map(whole -> Envelope.ok(OrderDetailView.of(whole, zone)))
        .orElseThrow(
            () ->
                new ApiException(
                    ApiCode.NOT_EXIST_ORDER,
                    ApiHeaders.IDEMPOTENCY_KEY + ": no order was accepted under this key"));
  }

  // Not "key": an order may have been made under the key "payment".
  @GetMapping("/{orderId:(?!key$).+}/payment")
  @Operation(operationId = "listPayments", summary = "The payments of one of the user's orders")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ORDER,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<PaymentsView> payments(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              in = ParameterIn.PATH,
              description = "The order",
              example = "0199f3a0-7c1e-7b52-9d1f-3f0f6f1c2a10")
          @PathVariable
          String orderId) {
    return ofOrder(
        userId, orderId, orders::paymentsOf, payments -> PaymentsView.of(payments, zone));
  }

  private interface Lookup<T> {
    Optional<T> find(UserId user, UUID orderId);
  }

  /** Somebody else's order is none. */
  private <T, A> Envelope<A> ofOrder(
      @Nullable String userId, String orderId, Lookup<T> lookup, Function<T, A> shown) {
    UserId user = UserId.ofHeader(userId);
    UUID id = Uuids.inPath("orderId", orderId);
    return database
        .ask(() -> lookup.find(user, id))
        .map(found -> Envelope.ok(shown.apply(found)))
        .orElseThrow(() -> new ApiException(ApiCode.NOT_EXIST_ORDER));
  }
}
