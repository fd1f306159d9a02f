package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdempotencyIT extends RunningWriteApi {

  @Test
  void aReplayGetsTheFirstAnswerAndHasNoSecondEffect() {
    long product = product(100);

    Reply first = invest("user1", "key-1", product, 10);
    Reply again = invest("user1", "key-1", product, 10);

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(logs(product)).isEqualTo(1);
  }

  @Test
  void aKeyIsTheSameWithDoubleQuotesAndWithout() {
    long product = product(100);

    Reply first = invest("user1", "\"quoted-1\"", product, 10);
    Reply again = invest("user1", "quoted-1", product, 10);

    assertThat(first.ok()).isTrue();
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(logs(product)).isEqualTo(1);
    assertThat(
            jdbc.sql("select idempotency_key from product_invest_log where product_id = ?")
                .param(product)
                .query(String.class)
                .single())
        .isEqualTo("quoted-1");
  }

  @Test
  void aReplayGetsTheFirstAnswerEvenWhenTheProductIsSoldOutByThen() {
    long product = product(20);
    invest("user1", "key-2", product, 10);
    invest("user2", product, 10);
    assertThat(invest("user3", product, 10).code()).isEqualTo("SOLD_OUT");

    assertThat(invest("user1", "key-2", product, 10).ok()).isTrue();
    assertThat(invest("user1", "another", product, 10).code()).isEqualTo("SOLD_OUT");
    assertThat(reserved(product)).isEqualTo(20);
  }

  @Test
  void aPartialReplayGetsTheAmountFirstTaken() {
    long product = product(105);
    invest("user1", product, 100);
    String body = "{\"productId\":%d,\"investAmount\":10,\"allowPartial\":true}".formatted(product);
    Map<String, String> headers = Map.of("X-USER-ID", "user2", "Idempotency-Key", "key-3");

    assertThat(post("/api/invest", headers, body).data().get("investAmount").asLong()).isEqualTo(5);
    assertThat(post("/api/invest", headers, body).data().get("investAmount").asLong()).isEqualTo(5);
  }

  @Test
  void anotherBodyUnderTheSameKeyIsRefused() {
    long product = product(100);
    long other = product(100);
    invest("user1", "key-4", product, 10);

    for (Reply reply :
        List.of(
            invest("user1", "key-4", product, 11),
            invest("user1", "key-4", other, 10),
            post(
                "/api/invest",
                Map.of("X-USER-ID", "user1", "Idempotency-Key", "key-4"),
                "{\"productId\":%d,\"investAmount\":10,\"allowPartial\":true}"
                    .formatted(product)))) {
      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
    assertThat(logs(product)).isEqualTo(1);
    assertThat(logs(other)).isZero();
  }

  @Test
  void anotherUserMayUseTheSameKey() {
    long product = product(100);

    assertThat(invest("user1", "key-5", product, 10).ok()).isTrue();
    assertThat(invest("user2", "key-5", product, 20).ok()).isTrue();

    assertThat(invested(product)).isEqualTo(30);
  }

  @Test
  void aRefusalBindsNoKey() {
    long product = product(100);
    invest("user1", product, 95);

    assertThat(invest("user2", "key-6", product, 10).code()).isEqualTo("INVEST_AMOUNT_OVERFLOW");
    assertThat(invest("user2", "key-6", product, 5).ok()).isTrue();
  }

  @Test
  void manyAtOnceWithOneKeyHaveOneEffect() {
    long product = product(1_000);

    List<Reply> replies =
        IntStream.range(0, 300)
            .mapToObj(i -> investAsync("user1", "key-7", product, 10))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies).extracting(Reply::status).containsOnly(200, 409);
    assertThat(replies).anyMatch(Reply::ok);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 409)
        .allSatisfy(
            reply -> {
              assertThat(reply.code()).isEqualTo("IDEMPOTENCY_KEY_IN_USE");
              assertThat(reply.retryAfter()).contains("1");
            });
    assertThat(logs(product)).isEqualTo(1);
  }
}
