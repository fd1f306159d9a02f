package io.openbell.write.item;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.api.WholeNumbers;
import io.openbell.core.item.ItemView;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.PlainText;
import io.openbell.write.blocking.BlockingThreads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** HTTP in front of {@link Items}, which block and so have threads of their own. */
@RestController
@RequestMapping(
    path = "/api/item",
    consumes = MediaType.APPLICATION_JSON_VALUE,
    produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Items", description = "What the shop has")
class ItemController {
  private final Items items;
  private final BlockingThreads threads;

  ItemController(Items items, BlockingThreads threads) {
    this.items = items;
    this.threads = threads;
  }

  /** The id of an item just registered. */
  record RegisteredItem(long itemId) {}

  @Operation(operationId = "registerItem", summary = "Register an item")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Mono<Envelope<RegisteredItem>> register(
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody NewItemBody body) {
    String name = requireNonNull(body.name());
    PlainText.require("name", name);
    long price = requireNonNull(body.price());
    long stock = requireNonNull(body.stock());
    return threads
        .run(() -> items.register(name, price, stock, body.maxPerOrder(), correlationId))
        .map(itemId -> Envelope.created(new RegisteredItem(itemId)));
  }

  @Operation(
      operationId = "changeItem",
      summary = "Change an item's name, price or status",
      description = "What is left out stays as it is. Orders keep the name and the price they saw.")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ITEM,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  @PatchMapping("/{id}")
  Mono<Envelope<ItemView>> change(
      @Parameter(
              description = "itemId",
              schema = @Schema(type = "integer", format = "int64"),
              example = "3")
          @PathVariable
          String id,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody ItemChangeBody body) {
    long itemId = WholeNumbers.inPath("id", id);
    String name = body.name();
    if (name != null) {
      PlainText.require("name", name);
    }
    if (body.changesNothing()) {
      throw ApiException.invalid("body", "must have at least one of name, price and status");
    }
    return threads
        .run(
            () ->
                items
                    .change(itemId, name, body.price(), body.status(), correlationId)
                    .orElseThrow(ItemController::notExistItem))
        .map(Envelope::ok);
  }

  @Operation(
      operationId = "moveStock",
      summary = "Receive stock of an item, or take some out",
      description =
          """
          Repeating a request with its `Idempotency-Key` never moves stock twice, and is answered \
          what was answered first. STOCK_SHORT is answered 200 with `result: false`.""")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_ITEM,
    ApiCode.IDEMPOTENCY_KEY_REUSED,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  @PostMapping("/{id}/stock")
  Mono<Envelope<ItemJson>> move(
      @Parameter(
              description = "itemId",
              schema = @Schema(type = "integer", format = "int64"),
              example = "3")
          @PathVariable
          String id,
      @Parameter(description = "Belongs to the item", example = "delivery-7")
          @RequestHeader(name = ApiHeaders.IDEMPOTENCY_KEY, required = false)
          @Nullable String idempotencyKey,
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody StockMoveBody body) {
    long itemId = WholeNumbers.inPath("id", id);
    long delta = requireNonNull(body.delta());
    String reason = requireNonNull(body.reason());
    if (delta == 0) {
      throw ApiException.invalid("delta", "must not be 0");
    }
    PlainText.require("reason", reason);
    StockMove move =
        new StockMove(
            itemId, delta, reason, IdempotencyKey.ofHeader(idempotencyKey), correlationId);
    return threads.run(() -> toEnvelope(items.move(move)));
  }

  private static Envelope<ItemJson> toEnvelope(MoveOutcome outcome) {
    if (outcome instanceof MoveOutcome.Moved moved) {
      return Envelope.ok(moved.item());
    }
    if (outcome instanceof MoveOutcome.StockShort few) {
      return Envelope.refused(ApiCode.STOCK_SHORT, ApiCode.STOCK_SHORT.message(few.available()));
    }
    if (outcome instanceof MoveOutcome.StockOverflow full) {
      throw ApiException.invalid(
          "delta", "must be at most " + full.room() + ", so that the stock stays a number");
    }
    if (outcome instanceof MoveOutcome.KeyReused) {
      throw new ApiException(ApiCode.IDEMPOTENCY_KEY_REUSED);
    }
    if (outcome instanceof MoveOutcome.NotExistItem) {
      throw notExistItem();
    }
    throw new IllegalStateException("no response of the contract stands for " + outcome);
  }

  private static ApiException notExistItem() {
    return new ApiException(ApiCode.NOT_EXIST_ITEM);
  }
}
