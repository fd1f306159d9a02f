package io.openbell.read.invest;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.PageNumber;
import io.openbell.read.PageSize;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A user's own investments. Not cached: a user who has just invested wants to see exactly that, and
 * each query reads one range of an index.
 */
@RestController
@RequestMapping(path = "/api", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Investments", description = "Investing, and what a user has invested")
class InvestController {
  private final InvestQueries investments;
  private final DatabaseGate database;
  private final ApiZone zone;

  InvestController(InvestQueries investments, DatabaseGate database, ApiZone zone) {
    this.investments = investments;
    this.database = database;
    this.zone = zone;
  }

  @GetMapping("/product/my/invest")
  @Operation(
      operationId = "listMyInvestments",
      summary = "What the user has invested, accumulated per product, latest first",
      description =
          "Finalized investments only; those that are still PENDING are in /api/product/my/invest/log")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<MyInvestmentView>> accumulated(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Products on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    return database.ask(
        () -> {
          List<MyInvestment> found = investments.totalsOf(user, wanted.offset(), wanted.size());
          long total =
              wanted.endsWith(found.size())
                  ? wanted.offset() + found.size()
                  : investments.countTotalsOf(user);
          return Envelope.ok(
              new Listing<>(total, found.stream().map(i -> MyInvestmentView.of(i, zone)).toList()));
        });
  }

  @GetMapping("/product/my/invest/log")
  @Operation(
      operationId = "listMyInvestmentLog",
      summary = "Every single investment of the user and what became of it, latest first")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<SingleInvestmentView>> log(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Investments on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size,
      @Parameter(description = "Only those in this product") @RequestParam(required = false)
          @Nullable Long productId) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    return database.ask(
        () -> {
          List<SingleInvestment> found =
              investments.logsOf(user, productId, wanted.offset(), wanted.size());
          long total =
              wanted.endsWith(found.size())
                  ? wanted.offset() + found.size()
                  : investments.countLogsOf(user, productId);
          return Envelope.ok(
              new Listing<>(
                  total, found.stream().map(i -> SingleInvestmentView.of(i, zone)).toList()));
        });
  }

  @GetMapping("/invest/{idempotencyKey}")
  @Operation(
      operationId = "getInvestmentByKey",
      summary = "What became of the investment made under this key",
      description =
          """
          For a client whose request was not answered. NOT_EXIST_INVEST when the user has no accepted \
          investment under this key: then it was refused or never arrived, and may be sent again \
          under the same key.""")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_INVEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<SingleInvestmentView> byKey(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              in = ParameterIn.PATH,
              description = "The Idempotency-Key the investment was sent with",
              example = "order-42")
          @PathVariable
          String idempotencyKey) {
    UserId user = UserId.ofHeader(userId);
    IdempotencyKey key = new IdempotencyKey(idempotencyKey);
    return database
        .ask(() -> investments.byKey(user, key))
        .map(investment -> Envelope.ok(SingleInvestmentView.of(investment, zone)))
        .orElseThrow(() -> new ApiException(ApiCode.NOT_EXIST_INVEST));
  }
}
