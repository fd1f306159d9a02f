package io.openbell.read.order;

import io.openbell.core.api.Uuids;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import io.openbell.read.OperatorSearch;
import io.openbell.read.order.OrderQueries.WholeOrder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Finds orders for an operator, at the management port: by user, idempotency key or order id, or
 * several of them. 400 when none is given or one breaks its rule, 503 without the database.
 */
@Component
@WebEndpoint(id = "orders")
class OrdersEndpoint {
  private static final int MOST = 50;

  private final OrderQueries orders;
  private final DatabaseGate database;

  OrdersEndpoint(OrderQueries orders, DatabaseGate database) {
    this.orders = orders;
    this.database = database;
  }

  private record Found(List<WholeOrder> orders) implements OperationResponseBody {}

  /** The latest of them, times in UTC. */
  @ReadOperation
  WebEndpointResponse<OperationResponseBody> find(
      @Nullable String user, @Nullable String key, @Nullable String orderId) {
    return OperatorSearch.answer(
        () -> {
          if (user == null && key == null && orderId == null) {
            throw OperatorSearch.nothingAsked("user, key or orderId");
          }
          UserId ofUser = user == null ? null : new UserId(user);
          IdempotencyKey underKey = key == null ? null : new IdempotencyKey(key);
          UUID id = orderId == null ? null : Uuids.inPath("orderId", orderId);
          return new Found(database.ask(() -> orders.tracked(ofUser, underKey, id, MOST)));
        });
  }
}
