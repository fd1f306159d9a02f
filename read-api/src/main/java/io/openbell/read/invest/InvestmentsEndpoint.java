package io.openbell.read.invest;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import io.openbell.read.OperatorSearch;
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

  private record Found(List<TrackedInvestment> investments) implements OperationResponseBody {}

  /** The latest of them, times in UTC. */
  @ReadOperation
  WebEndpointResponse<OperationResponseBody> find(
      @Nullable String user, @Nullable String key, @Nullable Long logId) {
    return OperatorSearch.answer(
        () -> {
          if (user == null && key == null && logId == null) {
            throw OperatorSearch.nothingAsked("user, key or logId");
          }
          UserId ofUser = user == null ? null : new UserId(user);
          IdempotencyKey underKey = key == null ? null : new IdempotencyKey(key);
          return new Found(database.ask(() -> investments.tracked(ofUser, underKey, logId, MOST)));
        });
  }
}
