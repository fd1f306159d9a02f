package io.openbell.read.order;

import io.openbell.read.order.OrderReads.LineRow;
import io.swagger.v3.oas.annotations.media.Schema;

/** A line of an order as clients see it. */
@Schema(name = "OrderLine", description = "An item of an order, as it was when it was ordered")
record OrderLineAnswer(
    @Schema(example = "3") long itemId,
    @Schema(example = "Desk lamp") String name,
    @Schema(description = "Won for one", example = "12000") long price,
    @Schema(example = "2") long quantity,
    @Schema(description = "Won: price times quantity", example = "24000") long amount) {

  static OrderLineAnswer of(LineRow line) {
    return new OrderLineAnswer(
        line.itemId(), line.name(), line.price(), line.quantity(), line.amount());
  }
}
