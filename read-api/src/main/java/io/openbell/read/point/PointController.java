package io.openbell.read.point;

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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A user's own points. Uncached: who has just charged looks for exactly that. */
@RestController
@RequestMapping(path = "/api/point/my", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Points", description = "What a user can spend")
class PointController {
  private static final int DEFAULT_DAYS = 30;
  private static final int MOST_DAYS = 3650;

  private final PointQueries points;
  private final DatabaseGate database;
  private final ApiZone zone;
  private final Clock clock;

  PointController(PointQueries points, DatabaseGate database, ApiZone zone, Clock clock) {
    this.points = points;
    this.database = database;
    this.zone = zone;
    this.clock = clock;
  }

  @GetMapping
  @Operation(
      operationId = "getMyPoints",
      summary = "What the user can spend",
      description = "0 for who has never charged")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<PointBalanceView> balance(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId) {
    UserId user = UserId.ofHeader(userId);
    return Envelope.ok(
        new PointBalanceView(user.value(), database.ask(() -> points.balanceOf(user))));
  }

  @GetMapping("/log")
  @Operation(
      operationId = "listMyPointLog",
      summary = "Every change of the user's points, latest first")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<PointEntryView>> log(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Entries on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    return database.ask(
        () ->
            listing(
                wanted,
                points.entriesOf(user, wanted).stream()
                    .map(entry -> PointEntryView.of(entry, zone))
                    .toList(),
                () -> points.countEntriesOf(user)));
  }

  @GetMapping("/expiring")
  @Operation(
      operationId = "listMyExpiringPoints",
      summary = "What of the user's charges expires soon, the soonest first")
  @ErrorCodes({
    ApiCode.MISSING_X_USER_ID,
    ApiCode.INVALID_REQUEST,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Envelope<Listing<ExpiringPointsView>> expiring(
      @UserIdHeader @RequestHeader(name = ApiHeaders.USER_ID, required = false)
          @Nullable String userId,
      @Parameter(
              description = "Within so many days; 1 to " + MOST_DAYS,
              schema = @Schema(type = "integer", format = "int32", defaultValue = "30"))
          @RequestParam(required = false)
          @Nullable Integer days,
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Charges on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size) {
    UserId user = UserId.ofHeader(userId);
    Page wanted = Page.of(page, size);
    Instant until = clock.instant().plus(Duration.ofDays(daysOf(days)));
    return database.ask(
        () ->
            listing(
                wanted,
                points.expiringOf(user, until, wanted).stream()
                    .map(lot -> ExpiringPointsView.of(lot, zone))
                    .toList(),
                () -> points.countExpiringOf(user, until)));
  }

  private static int daysOf(@Nullable Integer days) {
    if (days == null) {
      return DEFAULT_DAYS;
    }
    if (days < 1 || days > MOST_DAYS) {
      throw ApiException.invalid("days", "must be from 1 to " + MOST_DAYS);
    }
    return days;
  }

  private static <T> Envelope<Listing<T>> listing(Page page, List<T> found, LongSupplier countAll) {
    long total = page.endsWith(found.size()) ? page.offset() + found.size() : countAll.getAsLong();
    return Envelope.ok(new Listing<>(total, found));
  }
}
