package io.openbell.read.coupon;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.openapi.UserIdHeader;
import io.openbell.core.request.UserId;
import io.openbell.read.DatabaseGate;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.PageNumber;
import io.openbell.read.PageSize;
import io.openbell.read.coupon.CouponQueries.MyCouponRow;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
 * Coupons for everybody; and a user's own, uncached: who has just got one looks for exactly that.
 */
@RestController
@RequestMapping(path = "/api/coupon", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Coupons", description = "Coupons, first come, first served")
class CouponController {
  private final CouponLists lists;
  private final CouponQueries coupons;
  private final DatabaseGate database;
  private final ApiZone zone;

  CouponController(CouponLists lists, CouponQueries coupons, DatabaseGate database, ApiZone zone) {
    this.lists = lists;
    this.coupons = coupons;
    this.database = database;
    this.zone = zone;
  }

  @GetMapping
  @Operation(
      operationId = "listCoupons",
      summary = "Coupons, newest first",
      description = "At most a second old")
  @ErrorCodes({ApiCode.INVALID_REQUEST, ApiCode.BUSY, ApiCode.UNAVAILABLE})
  Envelope<Listing<CouponView>> list(
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Coupons on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size) {
    return Envelope.ok(lists.list(Page.of(page, size)));
  }

  @GetMapping("/{id}")
  @Operation(
      operationId = "getCoupon",
      summary = "One coupon",
      description = "At most a second old")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_COUPON,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<CouponView> one(
      @Parameter(description = "couponId", example = "3") @PathVariable long id) {
    return lists
        .byId(id)
        .map(Envelope::ok)
        .orElseThrow(() -> new ApiException(ApiCode.NOT_EXIST_COUPON));
  }

  @GetMapping("/my")
  @Operation(operationId = "listMyCoupons", summary = "The coupons the user has, newest first")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<MyCouponView>> mine(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Coupons on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size,
      @Parameter(description = "Only those; all when left out") @RequestParam(required = false)
          @Nullable MyCouponStatus status) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    return database.ask(
        () -> {
          List<MyCouponRow> found = coupons.ofUser(user, status, wanted);
          long total =
              wanted.endsWith(found.size())
                  ? wanted.offset() + found.size()
                  : coupons.countOfUser(user, status);
          return Envelope.ok(
              new Listing<>(
                  total, found.stream().map(mine -> MyCouponView.of(mine, zone)).toList()));
        });
  }
}
