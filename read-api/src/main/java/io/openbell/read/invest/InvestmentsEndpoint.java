package io.openbell.read.invest;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Finds investments for an operator, at the management port: by user, idempotency key or investment
 * id ({@code logId}), or several of them. 400 when none is given or one breaks its rule, 503
 * without the database.
 */
@Component
@WebEndpoint(id = "investments")
class InvestmentsEndpoint {
  private static final int MOST = 50;

  private final InvestQueries investments;
  private final DatabaseGate database;

  InvestmentsEndpoint(InvestQueries investments, DatabaseGate database) {
    this.investments = investments;
    this.database = database;
  }

  private record Problem(String error) implements OperationResponseBody {}

  private record Found(List<TrackedInvestment> investments) implements OperationResponseBody {}

  /** The latest of them, times in UTC. */
  @ReadOperation
  WebEndpointResponse<OperationResponseBody> find(
      @Nullable String user, @Nullable String key, @Nullable Long logId) {
    if (user == null && key == null && logId == null) {
      return problem("say which: user, key or logId", WebEndpointResponse.STATUS_BAD_REQUEST);
    }
    try {
      UserId ofUser = user == null ? null : new UserId(user);
      IdempotencyKey underKey = key == null ? null : new IdempotencyKey(key);
      return new WebEndpointResponse<>(
          new Found(database.ask(() -> investments.tracked(ofUser, underKey, logId, MOST))));
    } catch (ApiException e) {
      return problem(
          String.valueOf(e.getMessage()),
          e.code() == ApiCode.INVALID_REQUEST
              ? WebEndpointResponse.STATUS_BAD_REQUEST
              : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }
  }

  private static WebEndpointResponse<OperationResponseBody> problem(String error, int status) {
    return new WebEndpointResponse<>(new Problem(error), status);
  }
}
