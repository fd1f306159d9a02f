package io.openbell.read.item;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.item.ItemStatus;
import io.openbell.core.item.ItemView;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.PageNumber;
import io.openbell.read.PageSize;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the shop has, for everybody. No thread waits for an exact item. */
@RestController
@RequestMapping(path = "/api/item", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Items", description = "What the shop has")
class ItemController {
  private final ItemLists lists;
  private final ExactItems exact;
  private final ApiZone zone;

  ItemController(ItemLists lists, ExactItems exact, ApiZone zone) {
    this.lists = lists;
    this.exact = exact;
    this.zone = zone;
  }

  @GetMapping
  @Operation(
      operationId = "listItems",
      summary = "Items, newest first",
      description = "At most a second old")
  @ErrorCodes({ApiCode.INVALID_REQUEST, ApiCode.BUSY, ApiCode.UNAVAILABLE})
  Envelope<Listing<ItemView>> list(
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Items on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size,
      @Parameter(description = "Only those; both when left out") @RequestParam(required = false)
          @Nullable ItemStatus status) {
    return Envelope.ok(lists.list(Page.of(page, size), status));
  }

  @GetMapping("/{id}")
  @Operation(
      operationId = "getItem",
      summary = "One item, exactly as it is",
      description = "Its figures are read after the request has arrived")
  @ErrorCodes({ApiCode.INVALID_REQUEST, ApiCode.NOT_EXIST_ITEM, ApiCode.BUSY, ApiCode.UNAVAILABLE})
  Mono<Envelope<ItemView>> one(
      @Parameter(description = "itemId", example = "3") @PathVariable long id) {
    return Mono.fromFuture(() -> exact.byId(id), true)
        // The thread that asks is to ask again, not to write answers.
        .publishOn(Schedulers.parallel())
        .map(
            found ->
                found
                    .map(item -> Envelope.ok(ItemView.of(item, zone)))
                    .orElseThrow(() -> new ApiException(ApiCode.NOT_EXIST_ITEM)));
  }
}
