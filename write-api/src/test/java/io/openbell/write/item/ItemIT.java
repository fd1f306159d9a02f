package io.openbell.write.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Items are registered and changed. */
class ItemIT extends RunningWriteApi {

  private Reply register(String body) {
    return post("/api/item", Map.of(), body);
  }

  private long registered(String body) {
    Reply reply = register(body);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(201);
    return reply.data().get("itemId").asLong();
  }

  private long bell() {
    return registered("{\"name\":\"bell\",\"price\":100,\"stock\":10,\"maxPerOrder\":3}");
  }

  @Test
  void anItemIsRegisteredUnder201AndItsFirstStockIsReceived() {
    Reply reply = register("{\"name\":\"hand bell\",\"price\":12000,\"stock\":500}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().get("status").asInt()).isEqualTo(201);
    assertThat(reply.code()).isEqualTo("01");
    assertThat(reply.data().propertyNames()).containsExactly("itemId");
    long id = reply.data().get("itemId").asLong();
    assertThat(
            number(
                """
                select count(*) from item
                 where item_id = ? and name = 'hand bell' and price = 12000 and stock = 500
                   and reserved = 0 and sold = 0 and status = 'SELLING' and max_per_order is null""",
                id))
        .isEqualTo(1);
    assertThat(
            number(
                """
                select count(*) from stock_move
                 where item_id = ? and kind = 'RECEIVE' and delta = 500 and stock_after = 500
                   and idempotency_key is null""",
                id))
        .isEqualTo(1);
  }

  @Test
  void whatHasNoStockYetHasReceivedNone() {
    long id = registered("{\"name\":\"bell\",\"price\":1,\"stock\":0,\"maxPerOrder\":1}");

    assertThat(number("select count(*) from stock_move where item_id = ?", id)).isZero();
    assertThat(number("select max_per_order from item where item_id = ?", id)).isEqualTo(1);
  }

  @Test
  void theLargestNumbersAndTheLongestNameAreTaken() {
    registered(
        "{\"name\":\"%s\",\"price\":%d,\"stock\":%d,\"maxPerOrder\":%d}"
            .formatted("가".repeat(500), Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  static Stream<Arguments> wrong() {
    String name = "{\"name\":%s,\"price\":1,\"stock\":1}";
    return Stream.of(
        Arguments.of(name.formatted("\" \""), "name: must not be blank"),
        Arguments.of(name.formatted("null"), "name: must not be blank"),
        Arguments.of(name.formatted("5"), "name: must be a text in quotes"),
        Arguments.of(
            name.formatted("\"" + "n".repeat(501) + "\""), "name: must be at most 500 characters"),
        Arguments.of(name.formatted("\"a\\u0000b\""), "name: must not contain control characters"),
        Arguments.of("{\"name\":\"n\",\"stock\":1}", "price: is required"),
        Arguments.of("{\"name\":\"n\",\"price\":0,\"stock\":1}", "price: must be greater than 0"),
        Arguments.of("{\"name\":\"n\",\"price\":1.5,\"stock\":1}", "price: must be a whole number"),
        Arguments.of("{\"name\":\"n\",\"price\":1}", "stock: is required"),
        Arguments.of("{\"name\":\"n\",\"price\":1,\"stock\":-1}", "stock: must not be negative"),
        Arguments.of(
            "{\"name\":\"n\",\"price\":1,\"stock\":9223372036854775808}",
            "stock: must be a whole number"),
        Arguments.of(
            "{\"name\":\"n\",\"price\":1,\"stock\":1,\"maxPerOrder\":0}",
            "maxPerOrder: must be greater than 0"),
        Arguments.of("{\"name\":\"n\",\"price\":1,\"stock\":1,\"x\":1}", "x: is not a known field"),
        Arguments.of("", "body: is required"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongItemIsRefusedNamingFieldAndRuleAndNothingIsWritten(String body, String message) {
    long before = number("select count(*) from item");

    Reply reply = register(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).startsWith(message);
    assertThat(number("select count(*) from item")).isEqualTo(before);
  }

  @Test
  void eachOfNamePriceAndStatusIsChangedByItselfAndTheRestStaysAsItIs() {
    long id = bell();

    assertThat(patch("/api/item/" + id, "{\"name\":\"gong\"}").data().get("name").asString())
        .isEqualTo("gong");
    assertThat(patch("/api/item/" + id, "{\"price\":7}").data().get("price").asLong()).isEqualTo(7);
    Reply stopped = patch("/api/item/" + id, "{\"status\":\"STOPPED\"}");

    assertThat(stopped.status()).isEqualTo(200);
    assertThat(stopped.data().propertyNames())
        .containsExactly(
            "itemId",
            "name",
            "price",
            "stock",
            "reserved",
            "sold",
            "available",
            "status",
            "maxPerOrder",
            "createdAt");
    assertThat(stopped.data().toString())
        .startsWith(
            """
            {"itemId":%d,"name":"gong","price":7,"stock":10,"reserved":0,"sold":0,"available":10,\
            "status":"STOPPED","maxPerOrder":3,"createdAt":"20"""
                .formatted(id));
    assertThat(number("select version from item where item_id = ?", id)).isEqualTo(3);
    assertThat(
            patch("/api/item/" + id, "{\"name\":\"n\",\"price\":1,\"status\":\"SELLING\"}")
                .data()
                .get("status")
                .asString())
        .isEqualTo("SELLING");
  }

  static Stream<Arguments> wrongChanges() {
    return Stream.of(
        Arguments.of("{}", "body: must have at least one of name, price and status"),
        Arguments.of("{\"price\":null}", "body: must have at least one of name, price and status"),
        Arguments.of("{\"name\":\"  \"}", "name: must not be blank"),
        Arguments.of("{\"name\":\"\"}", "name: must not be blank"),
        Arguments.of("{\"name\":\"" + "n".repeat(501) + "\"}", "name: must be at most 500"),
        Arguments.of("{\"name\":\"a\\nb\"}", "name: must not contain control characters"),
        Arguments.of("{\"price\":0}", "price: must be greater than 0"),
        Arguments.of("{\"price\":\"7\"}", "price: must be a whole number"),
        Arguments.of("{\"status\":\"GONE\"}", "status: must be one of [SELLING, STOPPED]"),
        Arguments.of("{\"status\":\"\"}", "status: must be one of [SELLING, STOPPED]"),
        Arguments.of("{\"status\":0}", "status: must be a text in quotes"),
        Arguments.of("{\"stock\":5}", "stock: is not a known field"));
  }

  @ParameterizedTest
  @MethodSource("wrongChanges")
  void aWrongChangeIsRefusedNamingFieldAndRuleAndChangesNothing(String body, String message) {
    long id = bell();

    Reply reply = patch("/api/item/" + id, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).startsWith(message);
    assertThat(number("select version from item where item_id = ?", id)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 404, itemId: there is no such item",
    "0,                   404, itemId: there is no such item",
    "-1,                  404, itemId: there is no such item",
    "0x1,                 400, id: must be a whole number",
    "one,                 400, id: must be a whole number",
  })
  @ExtendWith(OutputCaptureExtension.class)
  void anItemThatIsNotThereIsNotChanged(
      String id, int status, String message, CapturedOutput output) {
    for (Reply reply :
        new Reply[] {
          patch("/api/item/" + id, "{\"price\":1}"),
          post("/api/item/" + id + "/stock", Map.of(), "{\"delta\":1,\"reason\":\"r\"}")
        }) {
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.code()).isEqualTo(status == 404 ? "NOT_EXIST_ITEM" : "INVALID_REQUEST");
      assertThat(reply.message()).isEqualTo(message);
    }
    assertThat(output.getAll()).doesNotContain(" ERROR ");
  }
}
