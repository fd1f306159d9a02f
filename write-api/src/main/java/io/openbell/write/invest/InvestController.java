package io.openbell.write.invest;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.invest.IdempotencyKey;
import io.openbell.core.invest.Refusal;
import io.openbell.core.invest.UserId;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Desks;
import io.openbell.write.desk.InvestRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Brings investments to the desk. No thread waits for the answer. */
@RestController
@Tag(name = "invest")
class InvestController {
  static final String PATH = "/api/invest";

  private final Desks desks;
  private final ApiZone zone;
  private final InvestAnswers answers;

  InvestController(Desks desks, ApiZone zone, InvestAnswers answers) {
    this.desks = desks;
    this.zone = zone;
    this.answers = answers;
  }

  /** What was taken of an investment that allowed less than it asked for. */
  record Taken(long investAmount) {}

  @Operation(
      summary = "Invest in a product",
      description =
          """
          Answered once the investment is durable (PENDING); it is finalized afterwards. `data` is \
          `OK`, or with `allowPartial` the amount taken: `{"investAmount": 7}`. SOLD_OUT, \
          INVEST_AMOUNT_OVERFLOW, NOT_STARTED and FINISHED are answered 200 with `result: false`. \
          Repeating a request with its `Idempotency-Key` never invests twice.""")
  @ApiResponse(responseCode = "200", description = "Invested, or refused with result false")
  @ApiResponse(responseCode = "400", description = "MISSING_X_USER_ID, INVALID_REQUEST")
  @ApiResponse(responseCode = "404", description = "NOT_EXIST_PRODUCT")
  @ApiResponse(responseCode = "409", description = "IDEMPOTENCY_KEY_IN_USE")
  @ApiResponse(responseCode = "413", description = "PAYLOAD_TOO_LARGE: the limit is 16 KiB")
  @ApiResponse(responseCode = "415", description = "UNSUPPORTED_MEDIA_TYPE")
  @ApiResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
  @ApiResponse(
      responseCode = "503",
      description = "BUSY, LOCK_UNAVAILABLE, PRODUCT_HALTED, UNAVAILABLE")
  @PostMapping(
      path = PATH,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<Envelope<?>> invest(
      @Parameter(required = true, example = "user4")
          @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              description =
                  "1 to 100 letters, digits or any of - _ . : ~; with or without double quotes around",
              example = "order-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody InvestBody body) {
    InvestRequest request =
        new InvestRequest(
            requireNonNull(body.productId()),
            UserId.ofHeader(userId),
            requireNonNull(body.investAmount()),
            Boolean.TRUE.equals(body.allowPartial()),
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return Mono.fromFuture(desks.submit(request), true)
        .map(answer -> counted(toEnvelope(answer, request.allowPartial())));
  }

  // Errors are counted where all of them are answered.
  private Envelope<?> counted(Envelope<?> envelope) {
    answers.answered(envelope.code());
    return envelope;
  }

  /**
   * The one mapping of answers to the contract.
   *
   * @throws ApiException for those that are not sent under 200
   */
  Envelope<?> toEnvelope(Answer answer, boolean allowPartial) {
    if (answer instanceof Answer.Invested invested) {
      return Envelope.ok(allowPartial ? new Taken(invested.amount()) : "OK");
    }
    if (answer instanceof Answer.Refused refused) {
      return toEnvelope(refused.refusal());
    }
    throw toException(answer);
  }

  private Envelope<?> toEnvelope(Refusal refusal) {
    if (refusal instanceof Refusal.SoldOut) {
      return Envelope.refused(ApiCode.SOLD_OUT, "productId: this product is sold out");
    }
    if (refusal instanceof Refusal.AmountOverflow overflow) {
      return Envelope.refused(
          ApiCode.INVEST_AMOUNT_OVERFLOW,
          "investAmount: must be at most the " + overflow.remaining() + " won that are left");
    }
    if (refusal instanceof Refusal.NotStarted notStarted) {
      return Envelope.refused(
          ApiCode.NOT_STARTED,
          "productId: can be invested in from " + zone.local(notStarted.startedAt()));
    }
    if (refusal instanceof Refusal.Finished finished) {
      return Envelope.refused(
          ApiCode.FINISHED,
          "productId: could be invested in until " + zone.local(finished.finishedAt()));
    }
    throw new ApiException(ApiCode.NOT_EXIST_PRODUCT, "productId: there is no such product");
  }

  private static ApiException toException(Answer answer) {
    if (answer instanceof Answer.KeyInUse) {
      return new ApiException(
          ApiCode.IDEMPOTENCY_KEY_IN_USE,
          ApiHeaders.IDEMPOTENCY_KEY + ": a request with this key is being decided, ask again");
    }
    if (answer instanceof Answer.KeyReused) {
      return new ApiException(
          ApiCode.IDEMPOTENCY_KEY_REUSED,
          ApiHeaders.IDEMPOTENCY_KEY + ": was used for a request with another body");
    }
    if (answer instanceof Answer.LockUnavailable) {
      return new ApiException(
          ApiCode.LOCK_UNAVAILABLE, "No investments can be taken now; nothing was, ask again");
    }
    if (answer instanceof Answer.Busy) {
      return new ApiException(ApiCode.BUSY, "Too many are waiting; nothing was taken, ask again");
    }
    if (answer instanceof Answer.Halted) {
      return new ApiException(
          ApiCode.PRODUCT_HALTED,
          "productId: the sale of this product is halted; nothing was taken, ask again later");
    }
    if (answer instanceof Answer.DiskFull) {
      return new ApiException(
          ApiCode.UNAVAILABLE,
          "The disk of the database is full or nearly full; repeat the request later, with its "
              + ApiHeaders.IDEMPOTENCY_KEY
              + " to learn what became of it");
    }
    return new ApiException(
        ApiCode.UNAVAILABLE,
        "The service is not available now; repeat the request with its "
            + ApiHeaders.IDEMPOTENCY_KEY
            + " to learn what became of it");
  }
}
