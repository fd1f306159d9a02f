package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The shape on the wire with a mapper of its own; ErrorResponsesIT shows the server's. */
class EnvelopeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String CODES =
      """
      OK, 01, 200, false
      SOLD_OUT, SOLD_OUT, 200, false
      INVEST_AMOUNT_OVERFLOW, INVEST_AMOUNT_OVERFLOW, 200, false
      NOT_STARTED, NOT_STARTED, 200, false
      FINISHED, FINISHED, 200, false
      ITEM_NOT_ON_SALE, ITEM_NOT_ON_SALE, 200, false
      PRICE_CHANGED, PRICE_CHANGED, 200, false
      STOCK_SHORT, STOCK_SHORT, 200, false
      POINT_LIMIT, POINT_LIMIT, 200, false
      POINT_SHORT, POINT_SHORT, 200, false
      ALREADY_PAID, ALREADY_PAID, 200, false
      ORDER_EXPIRED, ORDER_EXPIRED, 200, false
      ORDER_NOT_PAYABLE, ORDER_NOT_PAYABLE, 200, false
      ALREADY_CANCELLED, ALREADY_CANCELLED, 200, false
      ORDER_NOT_CANCELLABLE, ORDER_NOT_CANCELLABLE, 200, false
      COUPON_ALREADY_ISSUED, COUPON_ALREADY_ISSUED, 200, false
      COUPON_SOLD_OUT, COUPON_SOLD_OUT, 200, false
      MISSING_X_USER_ID, MISSING_X_USER_ID, 400, false
      INVALID_REQUEST, INVALID_REQUEST, 400, false
      NOT_EXIST_PRODUCT, NOT_EXIST_PRODUCT, 404, false
      NOT_EXIST_INVEST, NOT_EXIST_INVEST, 404, false
      NOT_EXIST_ITEM, NOT_EXIST_ITEM, 404, false
      NOT_EXIST_ORDER, NOT_EXIST_ORDER, 404, false
      NOT_EXIST_COUPON, NOT_EXIST_COUPON, 404, false
      NOT_FOUND, NOT_FOUND, 404, false
      METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, 405, false
      NOT_ACCEPTABLE, NOT_ACCEPTABLE, 406, false
      IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_IN_USE, 409, true
      PAYLOAD_TOO_LARGE, PAYLOAD_TOO_LARGE, 413, false
      UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_MEDIA_TYPE, 415, false
      IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_REUSED, 422, false
      TOO_MANY_REQUESTS, TOO_MANY_REQUESTS, 429, true
      INTERNAL_SERVER_ERROR, INTERNAL_SERVER_ERROR, 500, false
      BUSY, BUSY, 503, true
      LOCK_UNAVAILABLE, LOCK_UNAVAILABLE, 503, true
      PRODUCT_HALTED, PRODUCT_HALTED, 503, true
      UNAVAILABLE, UNAVAILABLE, 503, true
      GATEWAY_TIMEOUT, GATEWAY_TIMEOUT, 504, false
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CODES)
  void everyCodeHasItsWireNameItsStatusAndWhetherToAskAgain(
      ApiCode code, String wireName, int status, boolean temporary) {
    assertThat(code.wireName()).isEqualTo(wireName);
    assertThat(code.status()).isEqualTo(status);
    assertThat(code.isTemporary()).isEqualTo(temporary);
  }

  @Test
  void theTableSpeaksOfEveryCode() {
    assertThat(CODES.lines().map(line -> ApiCode.valueOf(line.substring(0, line.indexOf(',')))))
        .containsExactly(ApiCode.values());
  }

  @Test
  void successHasNoMessage() {
    assertThat(JSON.writeValueAsString(Envelope.ok("OK")))
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":\"OK\",\"status\":200}");
  }

  @Test
  void whatIsCreatedSaysSo() {
    assertThat(JSON.writeValueAsString(Envelope.created(List.of(1))))
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":[1],\"status\":201}");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void aRefusalHasNoDataAndTheStatusOfItsCode(ApiCode code) {
    assertThat(JSON.writeValueAsString(Envelope.refused(code, "field: rule")))
        .isEqualTo(
            Stream.of(
                    "\"result\":false",
                    "\"code\":\"" + code + "\"",
                    "\"message\":\"field: rule\"",
                    "\"data\":null",
                    "\"status\":" + code.status())
                .reduce((a, b) -> a + "," + b)
                .map(fields -> "{" + fields + "}")
                .orElseThrow());
  }
}
