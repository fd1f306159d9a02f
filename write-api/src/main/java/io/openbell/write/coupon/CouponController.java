package io.openbell.write.coupon;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.api.WholeNumbers;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.UserId;
import io.openbell.write.blocking.BlockingThreads;
import io.openbell.write.desk.DeskProperties;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * HTTP in front of {@link CouponDoor} and {@link Coupons}. No thread waits for one that is issued;
 * one does for one that is registered.
 */
@RestController
@RequestMapping(
    path = CouponController.PATH,
    consumes = MediaType.APPLICATION_JSON_VALUE,
    produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Coupons", description = "Coupons, first come, first served")
class CouponController {
  static final String PATH = "/api/coupon";

  private final CouponDoor door;
  private final Coupons coupons;
  private final CouponResponses responses;
  private final CouponMeters meters;
  private final BlockingThreads threads;
  private final ApiZone zone;
  private final long maxWaitNanos;

  CouponController(
      CouponDoor door,
      Coupons coupons,
      CouponResponses responses,
      CouponMeters meters,
      BlockingThreads threads,
      ApiZone zone,
      DeskProperties properties) {
    this.door = door;
    this.coupons = coupons;
    this.responses = responses;
    this.meters = meters;
    this.threads = threads;
    this.zone = zone;
    this.maxWaitNanos = properties.maxWait().toNanos();
  }

  /** The id of a coupon just registered. */
  record RegisteredCoupon(long couponId) {}

  @Operation(operationId = "registerCoupon", summary = "Register a coupon")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ITEM,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Mono<Envelope<RegisteredCoupon>> register(
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody NewCouponBody body) {
    NewCoupon coupon = NewCoupon.of(body, zone);
    return threads
        .run(() -> coupons.register(coupon, correlationId))
        .map(couponId -> Envelope.created(new RegisteredCoupon(couponId)));
  }

  @Operation(
      operationId = "issueCoupon",
      summary = "Get a coupon",
      description =
          """
          Answered once it is final and durable. Asking again is answered with what the user has \
          (COUPON_ALREADY_ISSUED, the coupon in `data`), also when it is sold out or over by then. \
          NOT_STARTED, FINISHED, COUPON_ALREADY_ISSUED and COUPON_SOLD_OUT are answered 200 with \
          `result: false`.""")
  @ErrorCodes({
    ApiCode.NOT_STARTED,
    ApiCode.FINISHED,
    ApiCode.COUPON_ALREADY_ISSUED,
    ApiCode.COUPON_SOLD_OUT,
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_COUPON,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.LOCK_UNAVAILABLE,
    ApiCode.UNAVAILABLE
  })
  @PostMapping("/{id}/issue")
  Mono<ResponseEntity<Envelope<?>>> issue(
      @Parameter(
              description = "couponId",
              schema = @Schema(type = "integer", format = "int64"),
              example = "3")
          @PathVariable
          String id,
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @RequestBody(required = false) @Nullable IssueBody body) {
    CouponRequest request =
        new CouponRequest(
            WholeNumbers.inPath("id", id),
            UserId.ofHeader(userId),
            correlationId,
            System.nanoTime() + maxWaitNanos);
    return Mono.fromFuture(door.issue(request), true)
        .map(answer -> meters.counted(responses.toEnvelope(answer)))
        .map(envelope -> ResponseEntity.status(envelope.status()).body(envelope));
  }
}
