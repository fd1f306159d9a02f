package io.openbell.write.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Stock is moved, once for each key, and never below what is reserved and sold. */
class StockIT extends RunningWriteApi {
  @Autowired private ItemTable table;

  /** An item of which so many are reserved and sold. */
  private long item(long stock, long reserved, long sold) {
    long id =
        post(
                "/api/item",
                Map.of(),
                "{\"name\":\"bell\",\"price\":100,\"stock\":%d}".formatted(stock))
            .data()
            .get("itemId")
            .asLong();
    jdbc.sql("update item set reserved = ?, sold = ? where item_id = ?")
        .params(reserved, sold, id)
        .update();
    return id;
  }

  private Reply move(long item, @Nullable String key, long delta) {
    return moveAsync(item, key, delta).join();
  }

  private CompletableFuture<Reply> moveAsync(long item, @Nullable String key, long delta) {
    Map<String, String> headers = new HashMap<>();
    if (key != null) {
      headers.put("Idempotency-Key", key);
    }
    return postAsync(
        "/api/item/" + item + "/stock",
        headers,
        "{\"delta\":%d,\"reason\":\"because\"}".formatted(delta));
  }

  private long stock(long item) {
    return number("select stock from item where item_id = ?", item);
  }

  private long moves(long item) {
    return number("select count(*) from stock_move where item_id = ?", item);
  }

  @Test
  void stockIsReceivedAndTakenOutAndEachMoveSaysWhy() {
    long id = item(10, 3, 2);

    Reply received = move(id, null, 5);
    Reply taken = move(id, null, -10);

    assertThat(received.status()).isEqualTo(200);
    assertThat(received.data().toString())
        .startsWith(
            """
            {"itemId":%d,"name":"bell","price":100,"stock":15,"reserved":3,"sold":2,\
            "available":10,"status":"SELLING","maxPerOrder":null,"createdAt":"20"""
                .formatted(id));
    assertThat(taken.data().get("available").asLong()).isZero();
    assertThat(
            jdbc.sql(
                    """
                    select kind || ' ' || delta || ' ' || stock_after || ' ' || reason
                      from stock_move where item_id = ? order by created_at, move_id""")
                .param(id)
                .query(String.class)
                .list())
        .containsExactly(
            "RECEIVE 10 10 first stock", "RECEIVE 5 15 because", "ADJUST -10 5 because");
  }

  @Test
  void belowWhatIsReservedAndSoldItIsStockShortAndNothingChanges() {
    long id = item(10, 3, 2);

    for (long delta : new long[] {-6, -10, -11, Long.MIN_VALUE}) {
      Reply reply = move(id, "k", delta);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.ok()).isFalse();
      assertThat(reply.code()).isEqualTo("STOCK_SHORT");
      assertThat(reply.message())
          .isEqualTo(
              "delta: at most 5 can be taken out, the rest of the stock is reserved or sold");
      assertThat(reply.data().isNull()).isTrue();
    }
    assertThat(stock(id)).isEqualTo(10);
    assertThat(moves(id)).isEqualTo(1);
    assertThat(number("select version from item where item_id = ?", id)).isZero();
    // A refusal binds nothing.
    assertThat(move(id, "k", -5).ok()).isTrue();
  }

  @Test
  void ofManyWhoTakeTheLastAtOnceNoneTakesWhatIsReservedOrSold() {
    long id = item(20, 7, 6);

    List<Reply> replies =
        IntStream.range(0, 40).mapToObj(i -> moveAsync(id, null, -1)).toList().stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies).filteredOn(Reply::ok).hasSize(7);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .hasSize(33)
        .allMatch(reply -> reply.code().equals("STOCK_SHORT"));
    assertThat(stock(id)).isEqualTo(13);
    assertThat(number("select sum(delta) from stock_move where item_id = ?", id)).isEqualTo(13);
  }

  @Test
  void theGuardHoldsWithoutTheLock() {
    long id = item(10, 3, 2);

    assertThat(table.moveStock(id, -6)).isFalse();
    assertThat(stock(id)).isEqualTo(10);
    assertThat(table.moveStock(id, -5)).isTrue();
    assertThat(table.moveStock(Long.MAX_VALUE, 1)).isFalse();
  }

  @Test
  void aStockEndsWhereNumbersEnd() {
    long id = item(Long.MAX_VALUE - 5, 3, 2);

    Reply reply = move(id, null, 6);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message())
        .isEqualTo("delta: must be at most 5, so that the stock stays a number");
    assertThat(move(id, null, Long.MAX_VALUE).status()).isEqualTo(400);
    assertThat(move(id, null, 5).data().get("stock").asLong()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRepeatedMoveIsMadeOnceAndGetsTheFirstAnswerWhateverHasChanged() {
    long id = item(10, 3, 2);

    Reply first = move(id, "delivery-1", 5);
    move(id, null, -4);
    patch("/api/item/" + id, "{\"name\":\"gong \\\"x\\\"\",\"status\":\"STOPPED\"}");
    jdbc.sql("update item set reserved = 0, sold = 9 where item_id = ?").param(id).update();
    Reply second = move(id, "delivery-2", 1);
    move(id, null, 1);

    assertThat(first.data().get("stock").asLong()).isEqualTo(15);
    assertThat(move(id, "delivery-1", 5).text()).isEqualTo(first.text());
    assertThat(move(id, "\"delivery-1\"", 5).text()).isEqualTo(first.text());
    assertThat(move(id, "delivery-2", 1).text()).isEqualTo(second.text());
    assertThat(stock(id)).isEqualTo(13);
    assertThat(moves(id)).isEqualTo(5);
  }

  @Test
  void anotherBodyUnderAKeyIsRefusedAndAnotherItemMayUseIt() {
    long id = item(10, 0, 0);
    long other = item(10, 0, 0);
    move(id, "k", 5);

    for (Reply reply :
        List.of(
            move(id, "k", 6),
            move(id, "k", -5),
            post(
                "/api/item/" + id + "/stock",
                Map.of("Idempotency-Key", "k"),
                "{\"delta\":5,\"reason\":\"another\"}"))) {
      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
    assertThat(stock(id)).isEqualTo(15);
    assertThat(move(other, "k", 6).ok()).isTrue();
  }

  @Test
  void manyAtOnceWithOneKeyMoveOnce() {
    long id = item(10, 0, 0);

    List<Reply> replies =
        IntStream.range(0, 50).mapToObj(i -> moveAsync(id, "k", 5)).toList().stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies).allMatch(Reply::ok);
    assertThat(replies.stream().map(Reply::text).distinct()).hasSize(1);
    assertThat(stock(id)).isEqualTo(15);
    assertThat(moves(id)).isEqualTo(2);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("{\"reason\":\"r\"}", "delta: is required"),
        Arguments.of("{\"delta\":0,\"reason\":\"r\"}", "delta: must not be 0"),
        Arguments.of("{\"delta\":1.0,\"reason\":\"r\"}", "delta: must be a whole number"),
        Arguments.of("{\"delta\":1}", "reason: must not be blank"),
        Arguments.of("{\"delta\":1,\"reason\":\" \"}", "reason: must not be blank"),
        Arguments.of(
            "{\"delta\":1,\"reason\":\"" + "r".repeat(201) + "\"}",
            "reason: must be at most 200 characters"),
        Arguments.of(
            "{\"delta\":1,\"reason\":\"a\\u0007\"}", "reason: must not contain control characters"),
        Arguments.of("{\"delta\":1,\"reason\":7}", "reason: must be a text in quotes"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongMoveIsRefusedNamingFieldAndRule(String body, String message) {
    long id = item(10, 0, 0);

    Reply reply = post("/api/item/" + id + "/stock", Map.of(), body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).startsWith(message);
    assertThat(moves(id)).isEqualTo(1);
  }

  @Test
  void aWrongKeyIsRefusedNamingTheHeader() {
    assertThat(move(item(1, 0, 0), "a b", 1).message()).startsWith("Idempotency-Key: ");
  }
}
