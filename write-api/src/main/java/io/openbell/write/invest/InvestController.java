package io.openbell.write.invest;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskProperties;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** HTTP in front of {@link InvestDoor}. No thread waits for the answer. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Investments", description = "Investing, and what a user has invested")
class InvestController {
  static final String PATH = "/api/invest";

  private final InvestDoor door;
  private final InvestResponses responses;
  private final InvestMeters meters;
  private final long maxWaitNanos;

  InvestController(
      InvestDoor door, InvestResponses responses, InvestMeters meters, DeskProperties properties) {
    this.door = door;
    this.responses = responses;
    this.meters = meters;
    this.maxWaitNanos = properties.maxWait().toNanos();
  }

  @PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "invest",
      summary = "Invest in a product",
      description =
          """
          Answered once the investment is durable (PENDING); it is finalized afterwards. `data` is \
          `OK`, or with `allowPartial` the amount taken: `{"investAmount": 7}`. SOLD_OUT, \
          INVEST_AMOUNT_OVERFLOW, NOT_STARTED and FINISHED are answered 200 with `result: false`. \
          Repeating a request with its `Idempotency-Key` never invests twice.""")
  @ErrorCodes({
    ApiCode.SOLD_OUT,
    ApiCode.INVEST_AMOUNT_OVERFLOW,
    ApiCode.NOT_STARTED,
    ApiCode.FINISHED,
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_PRODUCT,
    ApiCode.IDEMPOTENCY_KEY_IN_USE,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.BUSY,
    ApiCode.LOCK_UNAVAILABLE,
    ApiCode.PRODUCT_HALTED,
    ApiCode.UNAVAILABLE
  })
  Mono<Envelope<?>> invest(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
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
            correlationId,
            System.nanoTime() + maxWaitNanos);
    return Mono.fromFuture(door.invest(request), true)
        .map(answer -> meters.counted(responses.toEnvelope(answer, request.allowPartial())));
  }
}
