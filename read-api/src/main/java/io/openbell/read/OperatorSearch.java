package io.openbell.read;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** How the searches of operators, at the management port, are answered. */
public final class OperatorSearch {
  private OperatorSearch() {}

  private record Problem(String error) implements OperationResponseBody {}

  /**
   * What the search finds; {@code {"error"}} under 400 where it throws {@code INVALID_REQUEST}, and
   * under 503 where it throws another {@link ApiException}.
   */
  public static WebEndpointResponse<OperationResponseBody> answer(
      Supplier<? extends OperationResponseBody> search) {
    try {
      return new WebEndpointResponse<>(search.get());
    } catch (ApiException e) {
      return new WebEndpointResponse<>(
          new Problem(String.valueOf(e.getMessage())),
          e.code() == ApiCode.INVALID_REQUEST
              ? WebEndpointResponse.STATUS_BAD_REQUEST
              : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }
  }

  /**
   * Nothing is asked for.
   *
   * @param which what can be asked for
   */
  public static ApiException nothingAsked(String which) {
    return new ApiException(ApiCode.INVALID_REQUEST, "say which: " + which);
  }
}
