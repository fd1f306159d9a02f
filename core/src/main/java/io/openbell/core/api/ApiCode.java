package io.openbell.core.api;

import java.util.Locale;

/**
 * The codes of the envelope, each with the HTTP status it is sent under and the message it is sent
 * with. Refusals that are a normal business decision are 200; wrong requests are 4xx; what cannot
 * be served now is 5xx.
 */
public enum ApiCode {
  /** Success; {@code 01} on the wire, 200 unless the call creates something. */
  OK("01", 200, ""),
  SOLD_OUT(200, "productId: this product is sold out"),
  INVEST_AMOUNT_OVERFLOW(200, "investAmount: must be at most the %d won that are left"),
  NOT_STARTED(200, "productId: can be invested in from %s"),
  FINISHED(200, "productId: could be invested in until %s"),
  ITEM_NOT_ON_SALE(200, "%s: item %d is not sold now"),
  PRICE_CHANGED(200, "%s: item %d costs %d won now"),
  STOCK_SHORT(200, "delta: at most %d can be taken out, the rest of the stock is reserved or sold"),
  POINT_LIMIT(200, "amount: %s"),
  POINT_SHORT(200, "balance: must be at least the %d points that the order costs, is %d"),
  ALREADY_PAID(200, "orderId: this order is paid, or its payment is on the way"),
  ORDER_EXPIRED(200, "orderId: this order could be paid until %s"),
  ORDER_NOT_PAYABLE(200, "orderId: this order is %s and takes no payment"),
  ALREADY_CANCELLED(200, "orderId: this order is cancelled already"),
  ORDER_NOT_CANCELLABLE(200, "orderId: this order is %s and stays so"),
  COUPON_ALREADY_ISSUED(200, "couponId: this user has this coupon already"),
  COUPON_SOLD_OUT(200, "couponId: none of this coupon is left"),
  MISSING_X_USER_ID(400, "X-USER-ID: the header is required"),
  INVALID_REQUEST(400, "%s: %s"),
  NOT_EXIST_PRODUCT(404, "productId: there is no such product"),
  NOT_EXIST_INVEST(404, "Idempotency-Key: no investment was accepted under this key"),
  NOT_EXIST_ITEM(404, "itemId: there is no such item"),
  NOT_EXIST_ORDER(404, "orderId: there is no such order"),
  NOT_EXIST_COUPON(404, "couponId: there is no such coupon"),
  NOT_FOUND(404, "path: nothing is served here"),
  METHOD_NOT_ALLOWED(405, "method: is not allowed here"),
  NOT_ACCEPTABLE(406, "Accept: must allow application/json"),
  IDEMPOTENCY_KEY_IN_USE(
      409, "Idempotency-Key: a request with this key is being decided, ask again"),
  PAYLOAD_TOO_LARGE(413, "body: must be at most %s"),
  UNSUPPORTED_MEDIA_TYPE(415, "Content-Type: must be application/json"),
  IDEMPOTENCY_KEY_REUSED(422, "Idempotency-Key: was used for a request with another body"),
  TOO_MANY_REQUESTS(429, "X-USER-ID: this user asks too often, ask again"),
  INTERNAL_SERVER_ERROR(500, "Something went wrong here"),
  BUSY(503, "Too many requests are waiting; nothing was taken, ask again"),
  LOCK_UNAVAILABLE(503, "No request can be decided now; nothing was taken, ask again"),
  PRODUCT_HALTED(
      503, "productId: the sale of this product is halted; nothing was taken, ask again later"),
  UNAVAILABLE(
      503,
      "The service is not available now; ask again, with the same Idempotency-Key if there was"
          + " one"),
  GATEWAY_TIMEOUT(
      504,
      "The service did not answer in time; ask again, with the same Idempotency-Key if there was"
          + " one");

  private final String wireName;
  private final int status;
  private final String message;

  ApiCode(int status, String message) {
    this.wireName = name();
    this.status = status;
    this.message = message;
  }

  ApiCode(String wireName, int status, String message) {
    this.wireName = wireName;
    this.status = status;
    this.message = message;
  }

  /** The value of {@code code} in the envelope. */
  public String wireName() {
    return wireName;
  }

  /** The HTTP status, repeated in the envelope's {@code status}. */
  public int status() {
    return status;
  }

  /** Whether asking again later can help, which is when {@code Retry-After} is sent. */
  public boolean isTemporary() {
    return status == 503 || status == 429 || this == IDEMPOTENCY_KEY_IN_USE;
  }

  /**
   * What a client is told with this code, unless there is more to tell.
   *
   * @param values what the message has gaps for
   */
  public String message(Object... values) {
    return values.length == 0 ? message : String.format(Locale.ROOT, message, values);
  }
}
