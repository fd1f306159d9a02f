package io.openbell.write.invest;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskProperties;
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

/** HTTP in front of {@link InvestDoor}. No thread waits for the answer. */
@RestController
@Tag(name = "invest")
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
            correlationId,
            System.nanoTime() + maxWaitNanos);
    return Mono.fromFuture(door.invest(request), true)
        .map(answer -> counted(responses.toEnvelope(answer, request.allowPartial())));
  }

  // Errors are counted where all of them are answered.
  private Envelope<?> counted(Envelope<?> envelope) {
    meters.answered(envelope.code());
    return envelope;
  }
}
