package io.openbell.write.point;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** HTTP in front of {@link Charges}, which block and so have threads of their own. */
@RestController
@Tag(name = "point")
class PointController {
  static final String CHARGE = "/api/point/charge";

  private final Charges charges;
  private final PointMeters meters;
  private final ApiZone zone;

  PointController(Charges charges, PointMeters meters, ApiZone zone) {
    this.charges = charges;
    this.meters = meters;
    this.zone = zone;
  }

  /** A charge, made now or before. */
  record ChargeAnswer(UUID chargeId, long balance, LocalDateTime expiresAt) {}

  @Operation(
      summary = "Charge points",
      description =
          """
          Answered once the points are the user's, durably. POINT_LIMIT is answered 200 with \
          `result: false`. Repeating a request with its `Idempotency-Key` never charges twice.""")
  @ApiResponse(responseCode = "200", description = "Charged, or POINT_LIMIT")
  @ApiResponse(responseCode = "400", description = "MISSING_X_USER_ID, INVALID_REQUEST")
  @ApiResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
  @ApiResponse(responseCode = "503", description = "UNAVAILABLE")
  @PostMapping(
      path = CHARGE,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<Envelope<ChargeAnswer>> charge(
      @Parameter(required = true, example = "user4")
          @RequestHeader(name = ApiHeaders.USER_ID, required = false)
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
    return Mono.fromCallable(() -> toEnvelope(charges.charge(charge)))
        .subscribeOn(Schedulers.boundedElastic())
        .doOnNext(envelope -> meters.answered(envelope.code()));
  }

  private Envelope<ChargeAnswer> toEnvelope(ChargeOutcome outcome) {
    if (outcome instanceof ChargeOutcome.Charged charged) {
      return Envelope.ok(
          new ChargeAnswer(charged.chargeId(), charged.balance(), zone.local(charged.expiresAt())));
    }
    if (outcome instanceof ChargeOutcome.TooFew few) {
      return limit("must be at least " + few.atLeast() + " for one charge");
    }
    if (outcome instanceof ChargeOutcome.TooMany many) {
      return limit("must be at most " + many.atMost() + " for one charge");
    }
    if (outcome instanceof ChargeOutcome.BalanceFull full) {
      return limit(
          "must be at most the "
              + full.room()
              + " points that there is room for: a balance holds at most "
              + full.maxBalance());
    }
    if (outcome instanceof ChargeOutcome.KeyReused) {
      throw ApiException.keyReused();
    }
    throw new IllegalStateException("no answer of the contract stands for " + outcome);
  }

  private static Envelope<ChargeAnswer> limit(String rule) {
    return Envelope.refused(ApiCode.POINT_LIMIT, "amount: " + rule);
  }
}
