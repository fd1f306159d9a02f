package io.openbell.write.point;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.blocking.BlockingThreads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** HTTP in front of {@link Charges}, which block and so have threads of their own. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Points", description = "What a user can spend")
class PointController {
  static final String CHARGE = "/api/point/charge";

  private final Charges charges;
  private final PointMeters meters;
  private final ApiZone zone;
  private final BlockingThreads threads;

  PointController(Charges charges, PointMeters meters, ApiZone zone, BlockingThreads threads) {
    this.charges = charges;
    this.meters = meters;
    this.zone = zone;
    this.threads = threads;
  }

  /** A charge, made now or before. */
  record ChargeView(UUID chargeId, long balance, LocalDateTime expiresAt) {}

  @Operation(
      operationId = "chargePoints",
      summary = "Charge points",
      description =
          """
          Answered once the points are the user's, durably. POINT_LIMIT is answered 200 with \
          `result: false`. Repeating a request with its `Idempotency-Key` never charges twice.""")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  @PostMapping(path = CHARGE, consumes = MediaType.APPLICATION_JSON_VALUE)
  Mono<Envelope<ChargeView>> charge(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(description = "Belongs to the user", example = "charge-42")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody ChargeBody body) {
    Charge charge =
        new Charge(
            UserId.ofHeader(userId),
            requireNonNull(body.amount()),
            IdempotencyKey.ofHeader(idempotencyKey),
            correlationId);
    return threads.run(() -> toEnvelope(charges.charge(charge))).map(meters::counted);
  }

  private Envelope<ChargeView> toEnvelope(ChargeOutcome outcome) {
    if (outcome instanceof ChargeOutcome.Charged charged) {
      return Envelope.ok(
          new ChargeView(charged.chargeId(), charged.balance(), zone.local(charged.expiresAt())));
    }
    if (outcome instanceof ChargeOutcome.TooFew few) {
      return limit("must be at least " + few.atLeast() + " for one charge");
    }
    if (outcome instanceof ChargeOutcome.TooMany many) {
      return limit("must be at most " + many.atMost() + " for one charge");
    }
    if (outcome instanceof ChargeOutcome.BalanceFull full) {
      return limit(
          "must be at most "
              + full.room()
              + ", since a balance holds at most "
              + full.maxBalance());
    }
    if (outcome instanceof ChargeOutcome.KeyReused) {
      throw new ApiException(ApiCode.IDEMPOTENCY_KEY_REUSED);
    }
    throw new IllegalStateException("no response of the contract stands for " + outcome);
  }

  private static Envelope<ChargeView> limit(String rule) {
    return Envelope.refused(ApiCode.POINT_LIMIT, ApiCode.POINT_LIMIT.message(rule));
  }
}
