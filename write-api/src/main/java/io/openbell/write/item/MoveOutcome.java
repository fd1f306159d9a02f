package io.openbell.write.item;

/** What became of a request to move stock. */
sealed interface MoveOutcome {

  /**
   * The stock is moved.
   *
   * @param item as it was right after the move, also when that was long ago
   * @param isFirst false when the request is a repetition, and the stock was moved before
   */
  record Moved(ItemJson item, boolean isFirst) implements MoveOutcome {}

  /** There is no such item. */
  record NotExistItem() implements MoveOutcome {}

  /** The key stands for another move. */
  record KeyReused() implements MoveOutcome {}

  /**
   * The rest is reserved or sold.
   *
   * @param available how many can be taken out
   */
  record StockShort(long available) implements MoveOutcome {}

  /**
   * A stock is a number, and numbers end.
   *
   * @param room how many can be received
   */
  record StockOverflow(long room) implements MoveOutcome {}
}
