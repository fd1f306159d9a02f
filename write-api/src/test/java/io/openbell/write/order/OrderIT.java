package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Ordering over HTTP, on the real servers. */
class OrderIT extends RunningShop {
  @Autowired private PlatformTransactionManager transactions;

  @Test
  void anOrderIsAnsweredWithWhatItHasReserved() {
    long a = item(700, 9);
    long b = item(50, 9);
    String user = user(0);

    Reply reply = order(user, body(line(b, 2), line(a, 1)));

    assertThat(reply.status()).isEqualTo(201);
    JsonNode order = reply.data();
    assertThat(order.get("userId").asString()).isEqualTo(user);
    assertThat(order.get("status").asString()).isEqualTo("CREATED");
    assertThat(order.get("total").asLong()).isEqualTo(800);
    assertThat(order.get("payBy").asString()).isGreaterThan(order.get("createdAt").asString());
    assertThat(order.get("lines"))
        .extracting(line -> line.get("itemId").asLong())
        .containsExactly(a, b);
    assertThat(order.get("lines"))
        .extracting(line -> line.get("amount").asLong())
        .containsExactly(700L, 100L);
    assertThat(available(a)).isEqualTo(8);
    assertThat(available(b)).isEqualTo(7);
    assertThat(payments(idOf(reply))).isZero();
  }

  @Test
  void withPayNowThePointsAreTakenAndThePaymentIsPending() {
    long item = item(700, 9);
    String user = user(1_000);

    Reply reply = order(user, bodyPaidNow(line(item, 1)));

    assertThat(reply.data().get("status").asString()).isEqualTo("PAYING");
    assertThat(balance(user)).isEqualTo(300);
    assertThat(number("select booked from point_account where user_id = ?", user)).isEqualTo(1_000);
    assertThat(
            jdbc.sql("select result || ' ' || amount from payment where order_id = ?")
                .param(UUID.fromString(idOf(reply)))
                .query(String.class)
                .list())
        .containsExactly("PENDING 700");
  }

  @Test
  void theLastOneGoesToOneOfManyCallers() {
    long item = item(100, 1);

    List<Reply> replies =
        all(
            IntStream.range(0, 200)
                .mapToObj(i -> orderAsync("user" + i, null, body(line(item, 1)))));

    assertThat(replies).filteredOn(Reply::ok).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .hasSize(199)
        .allSatisfy(
            reply -> {
              assertThat(reply.code()).isEqualTo("SOLD_OUT");
              assertThat(reply.message()).contains("item " + item);
            });
    assertThat(available(item)).isZero();
    assertThat(orderedOf(item)).isEqualTo(1);
  }

  @Test
  void anItemThatIsNamedTwiceInOneOrderIsAWrongRequest() {
    long item = item(100, 9);

    Reply reply = order("kim", body(line(item, 3), line(item, 3)));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("items[1].itemId: must not be named twice");
    assertThat(available(item)).isEqualTo(9);
  }

  @Test
  void anOrderIsTakenWholeOrNotAtAll() {
    long plenty = item(100, 9);
    long soldOut = item(100, 0);
    long few = item(100, 2);
    String user = user(10_000);

    Reply none = order(user, bodyPaidNow(line(plenty, 1), line(soldOut, 1)));
    Reply tooMany = order(user, bodyPaidNow(line(plenty, 1), line(few, 3)));

    assertThat(none.status()).isEqualTo(200);
    assertThat(none.code()).isEqualTo("SOLD_OUT");
    assertThat(none.message()).isEqualTo("items[1].itemId: item " + soldOut + " is sold out");
    assertThat(tooMany.code()).isEqualTo("STOCK_SHORT");
    assertThat(tooMany.message())
        .isEqualTo("items[1].quantity: only 2 of item " + few + " are left");
    assertThat(reservedOf(plenty)).isZero();
    assertThat(reservedOf(few)).isZero();
    assertThat(balance(user)).isEqualTo(10_000);
    assertThat(orders(user)).isZero();
  }

  /** Both lanes at once, and whoever cancels and adjusts in between: one order of locks. */
  @Test
  void ordersOfTheSameItemsInAnyOrderCancelledAndAdjustedMeanwhileNeverGetInEachOthersWay() {
    long a = item(10, 40);
    long b = item(10, 40);
    long c = item(10, 40);
    List<String> users = IntStream.range(0, 10).mapToObj(i -> user(2_000)).toList();
    List<CompletableFuture<Reply>> cancels = new ArrayList<>();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String user = users.get(i % users.size());
      String[][] sets = {
        {line(a, 1), line(b, 1)}, {line(b, 1), line(a, 1)}, {line(c, 2), line(b, 1)}, {line(c, 1)}
      };
      String[] lines = sets[i % sets.length];
      boolean payNow = i % 3 == 0;
      replies.add(
          orderAsync(user, null, payNow ? bodyPaidNow(lines) : body(lines))
              .whenComplete(
                  (reply, error) -> {
                    if (!payNow && reply.ok()) {
                      synchronized (cancels) {
                        cancels.add(cancelAsync(user, null, idOf(reply)));
                      }
                    }
                  }));
      if (i % 20 == 0) {
        adjust(a, b);
      }
    }
    List<Reply> answers = new ArrayList<>(all(replies.stream()));
    synchronized (cancels) {
      answers.addAll(all(cancels.stream()));
    }

    assertThat(answers).allSatisfy(reply -> assertThat(reply.status()).isLessThan(500));
    for (long item : new long[] {a, b, c}) {
      assertThat(reservedOf(item)).isEqualTo(orderedOf(item)).isPositive();
      assertThat(available(item)).isNotNegative();
    }
    for (String user : users) {
      long spent = number("select coalesce(sum(amount), 0) from payment where user_id = ?", user);
      assertThat(balance(user) + spent).isEqualTo(2_000);
      assertThat(
              number(
                  """
                  select count(*) from payment p join shop_order o on o.order_id = p.order_id
                   where p.user_id = ? and o.status <> 'PAYING'""",
                  user))
          .isZero();
    }
  }

  /** As whoever adjusts stock does: in the order in which everybody locks. */
  private void adjust(long... items) {
    long delta = ThreadLocalRandom.current().nextBoolean() ? 1 : 2;
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              for (long item : items) {
                jdbc.sql(
                        "update item set stock = stock + ?, version = version + 1 where item_id = ?")
                    .params(delta, item)
                    .update();
              }
            });
  }

  @Test
  void oneKeyManyTimesAtOnceIsOneOrderWithOnePaymentAndOneAnswer() {
    long item = item(100, 90);
    String user = user(10_000);
    String body = bodyPaidNow(line(item, 1));

    List<Reply> replies = all(50, () -> orderAsync(user, "key-1", body));
    List<Reply> later =
        all(50, () -> CompletableFuture.supplyAsync(() -> untilDecided(user, body)));

    assertThat(replies).extracting(Reply::status).containsOnly(201, 409);
    Reply first = replies.stream().filter(Reply::ok).findFirst().orElseThrow();
    assertThat(replies).filteredOn(Reply::ok).extracting(Reply::text).containsOnly(first.text());
    assertThat(later).extracting(Reply::text).containsOnly(first.text());
    assertThat(orders(user)).isEqualTo(1);
    assertThat(payments(idOf(first))).isEqualTo(1);
    assertThat(balance(user)).isEqualTo(9_900);
    assertThat(reservedOf(item)).isEqualTo(1);
  }

  private Reply untilDecided(String user, String body) {
    Reply reply;
    do {
      reply = order(user, "key-1", body);
    } while (reply.status() == 409);
    return reply;
  }

  @Test
  void aReplayGetsTheFirstAnswerWhateverHasBecomeOfIt() {
    long item = item(100, 1);
    String user = user(10_000);

    Reply first = order(user, "key-1", body(line(item, 1)));
    assertThat(order("late", body(line(item, 1))).code()).isEqualTo("SOLD_OUT");
    assertThat(order(user, "key-1", body(line(item, 1))).text()).isEqualTo(first.text());
    assertThat(pay(user, null, idOf(first)).ok()).isTrue();
    jdbc.sql("update item set price = 7, name = 'another', status = 'STOPPED' where item_id = ?")
        .param(item)
        .update();

    assertThat(order(user, "key-1", body(line(item, 1))).text()).isEqualTo(first.text());
    Reply other = order(user, "key-1", body(line(item, 2)));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(orders(user)).isEqualTo(1);
  }

  @Test
  void theOrderOfTheLinesMakesNoOtherRequest() {
    long a = item(100, 9);
    long b = item(100, 9);

    Reply first = order("kim", "key-lines", body(line(a, 1), line(b, 2)));

    assertThat(order("kim", "key-lines", body(line(b, 2), line(a, 1))).text())
        .isEqualTo(first.text());
    assertThat(order("kim", "key-lines", bodyPaidNow(line(a, 1), line(b, 2))).status())
        .isEqualTo(422);
    assertThat(order("kim", "key-lines", body(line(a, 1, 100), line(b, 2))).status())
        .isEqualTo(422);
    assertThat(reservedOf(a)).isEqualTo(1);
  }

  /** One key in both lanes at once, so that no lock keeps the two apart. */
  @Test
  void oneKeyForOrdersInTwoLanesIsBoundByOneOfThem() {
    long a = item(100, 1_000);
    long b = item(100, 1_000);

    for (int i = 0; i < 20; i++) {
      String user = user(0);
      List<Reply> replies =
          all(
              Stream.of(
                  orderAsync(user, "key", body(line(a, 1))),
                  orderAsync(user, "key", body(line(b, 1)))));
      assertThat(replies).filteredOn(Reply::ok).hasSize(1);
      assertThat(replies)
          .filteredOn(reply -> !reply.ok())
          .allMatch(reply -> reply.status() == 409 || reply.status() == 422);
      assertThat(orders(user)).isEqualTo(1);
    }
    assertThat(reservedOf(a) + reservedOf(b)).isEqualTo(20);
  }

  @Test
  void aRefusalBindsNoKey() {
    long item = item(100, 2);

    assertThat(order("kim", "key-refused", body(line(item, 3))).code()).isEqualTo("STOCK_SHORT");
    assertThat(order("kim", "key-refused", body(line(item, 2))).status()).isEqualTo(201);
  }

  @Test
  void pointsAreSpentOnceHoweverManyOrdersAndPaymentsAskForThem() {
    long item = item(700, 1_000);
    String user = user(1_000);
    List<String> unpaid =
        IntStream.range(0, 50).mapToObj(i -> ordered(user, line(item, 1))).toList();

    List<Reply> replies =
        all(
            Stream.concat(
                IntStream.range(0, 50)
                    .mapToObj(i -> orderAsync(user, null, bodyPaidNow(line(item, 1)))),
                unpaid.stream().map(order -> payAsync(user, null, order))));

    assertThat(replies).filteredOn(Reply::ok).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> !reply.ok())
        .allSatisfy(reply -> assertThat(reply.code()).isEqualTo("POINT_SHORT"));
    assertThat(balance(user)).isEqualTo(300);
    assertThat(number("select count(*) from payment where user_id = ?", user)).isEqualTo(1);
    assertThat(reservedOf(item)).isEqualTo(orderedOf(item));
  }

  @Test
  void whoExpectsAnotherPriceIsRefusedAndAnOldOrderKeepsWhatItSaw() {
    long item = item(100, 9);
    String user = user(100);
    String old = ordered(user, line(item, 1, 100));
    jdbc.sql("update item set price = 120 where item_id = ?").param(item).update();

    Reply changed = order(user, body(line(item, 1, 100)));
    Reply paid = pay(user, null, old);

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.code()).isEqualTo("PRICE_CHANGED");
    assertThat(changed.message())
        .isEqualTo("items[0].expectedPrice: item " + item + " costs 120 won now");
    assertThat(order(user, body(line(item, 1, 120))).status()).isEqualTo(201);
    assertThat(paid.data().get("amount").asLong()).isEqualTo(100);
    assertThat(balance(user)).isZero();
  }

  @Test
  void anAmountThatNobodyCanPayNamesItsLine() {
    long cheap = item(1, 9);
    long dear = item(Long.MAX_VALUE, 9);

    Reply product = order("kim", body(line(cheap, 1), line(dear, 2)));
    Reply sum = order("kim", body(line(dear, 1), line(cheap, 1)));

    for (Reply reply : List.of(product, sum)) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    }
    assertThat(product.message()).startsWith("items[1].quantity: ");
    assertThat(sum.message()).startsWith("items[0].quantity: ");
    assertThat(reservedOf(cheap)).isZero();
  }

  @Test
  void whatIsAskedForMustBeOnSaleAndNotMoreThanOneOrderMayHave() {
    long stopped = item(100, 9);
    long bounded = item(100, 9);
    jdbc.sql("update item set status = 'STOPPED' where item_id = ?").param(stopped).update();
    jdbc.sql("update item set max_per_order = 2 where item_id = ?").param(bounded).update();

    assertThat(order("kim", body(line(stopped, 1))).code()).isEqualTo("ITEM_NOT_ON_SALE");
    assertThat(order("kim", body(line(bounded, 3))).message())
        .isEqualTo("items[0].quantity: must be at most 2, of this item in one order");
    assertThat(order("kim", body(line(bounded, 2))).status()).isEqualTo(201);
    Reply missing = order("kim", body(line(bounded, 1), line(Long.MAX_VALUE, 1)));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.code()).isEqualTo("NOT_EXIST_ITEM");
    assertThat(missing.message()).isEqualTo("items[1].itemId: there is no such item");
  }

  @Test
  void whatCameBackIsSoldAgain() {
    long item = item(100, 1);
    String user = user(0);
    String order = ordered(user, line(item, 1));
    assertThat(order("late", body(line(item, 1))).code()).isEqualTo("SOLD_OUT");

    assertThat(cancel(user, null, order).ok()).isTrue();

    Awaitility.await().until(() -> order("late", body(line(item, 1))).ok());
  }

  /** Of an order over several items the first may be sold out, and another reason come first. */
  @Test
  void onlyWhoAsksForNothingElseIsRefusedFromMemory() {
    long soldOut = item(100, 1);
    long other = item(100, 9);
    ordered(user(0), line(soldOut, 1));
    assertThat(order("late", body(line(soldOut, 1))).code()).isEqualTo("SOLD_OUT");

    for (int i = 0; i < 5; i++) {
      assertThat(order("late", body(line(soldOut, 1, 7))).code()).isEqualTo("PRICE_CHANGED");
      assertThat(order("late", body(line(soldOut, 1), line(Long.MAX_VALUE, 1))).code())
          .isEqualTo("NOT_EXIST_ITEM");
      assertThat(order("late", body(line(other, 1), line(soldOut, 1))).code())
          .isEqualTo("SOLD_OUT");
    }
    assertThat(reservedOf(other)).isZero();
  }

  @Test
  void aBodyThatBreaksARuleIsToldWhichAndWhere() {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("{}", "items: is required"),
            Map.entry("{\"items\":[]}", "items: must have 1 to 50 lines"),
            Map.entry("{\"items\":7}", "items: must be a JSON array"),
            Map.entry("{\"items\":[null]}", "items[0]: is required"),
            Map.entry(body(line(1, 1), line(2, 0)), "items[1].quantity: must be greater than 0"),
            Map.entry(body(line(0, 1)), "items[0].itemId: must be greater than 0"),
            Map.entry(body(line(1, 1, 0)), "items[0].expectedPrice: must be greater than 0"),
            Map.entry(body("{\"itemId\":1}"), "items[0].quantity: is required"),
            Map.entry(
                body(line(1, 1), "{\"itemId\":\"2\",\"quantity\":1}"),
                "items[1].itemId: must be a whole number of at most 9223372036854775807, without"
                    + " quotes or fraction"),
            Map.entry(
                body("{\"itemId\":1,\"quantity\":1,\"coupon\":1}"),
                "items[0].coupon: is not a known field"),
            Map.entry(
                "{\"items\":[" + line(1, 1) + "],\"payNow\":\"yes\"}",
                "payNow: must be true or false"),
            Map.entry(
                body(IntStream.rangeClosed(1, 51).mapToObj(i -> line(i, 1)).toArray(String[]::new)),
                "items: must have 1 to 50 lines"));
    wrong.forEach(
        (body, message) -> {
          Reply reply = order("kim", body);
          assertThat(reply.status()).as(body).isEqualTo(400);
          assertThat(reply.message()).isEqualTo(message);
        });
    assertThat(post("/api/order", Map.of(), body(line(1, 1))).code())
        .isEqualTo("MISSING_X_USER_ID");
  }

  @Test
  void answersAreCountedByCallAndCode() {
    long item = item(100, 2);
    String user = user(100);
    var before = metrics();

    String order = ordered(user, line(item, 1));
    order(user, body(line(item, 9)));
    order(user, "{");
    pay(user, null, order);
    pay(user, null, order);
    cancel(user, null, order);
    pay(user, null, UUID.randomUUID().toString());
    cancel(user, null, "7");

    String[][] counted = {
      {"order", "01"},
      {"order", "STOCK_SHORT"},
      {"order", "INVALID_REQUEST"},
      {"payment", "01"},
      {"payment", "ALREADY_PAID"},
      {"payment", "NOT_EXIST_ORDER"},
      {"cancel", "ORDER_NOT_CANCELLABLE"},
      {"cancel", "INVALID_REQUEST"}
    };
    var after = metrics();
    String name = "openbell_order_answers_total";
    for (String[] tags : counted) {
      String call = "call=\"" + tags[0] + "\"";
      String code = "code=\"" + tags[1] + "\"";
      assertThat(after.value(name, call, code) - before.value(name, call, code)).isEqualTo(1);
    }
    assertThat(after.value(name) - before.value(name)).isEqualTo(counted.length);
  }
}
