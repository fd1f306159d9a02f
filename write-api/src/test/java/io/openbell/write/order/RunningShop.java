package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** write-api with items to order and users who have points. */
abstract class RunningShop extends RunningWriteApi {

  /** An item that is sold, with a name of its own. */
  protected long item(long price, long stock) {
    String name = "item " + UUID.randomUUID();
    jdbc.sql(
            """
            insert into item (name, price, stock, created_at)
              values (?, ?, ?, current_timestamp)""")
        .params(name, price, stock)
        .update();
    return number("select item_id from item where name = ?", name);
  }

  /** A user nobody else is, who has charged these points. */
  protected String user(long points) {
    String user = "user-" + UUID.randomUUID();
    jdbc.sql("insert into point_account (user_id, balance, booked) values (?, ?, ?)")
        .params(user, points, points)
        .update();
    return user;
  }

  protected static String line(long item, long quantity) {
    return "{\"itemId\":%d,\"quantity\":%d}".formatted(item, quantity);
  }

  protected static String line(long item, long quantity, long expectedPrice) {
    return "{\"itemId\":%d,\"quantity\":%d,\"expectedPrice\":%d}"
        .formatted(item, quantity, expectedPrice);
  }

  protected static String body(String... lines) {
    return "{\"items\":[" + String.join(",", lines) + "]}";
  }

  protected static String bodyPaidNow(String... lines) {
    return "{\"items\":[" + String.join(",", lines) + "],\"payNow\":true}";
  }

  protected static Map<String, String> by(String user, @Nullable String key) {
    Map<String, String> headers = new HashMap<>(Map.of("X-USER-ID", user));
    if (key != null) {
      headers.put("Idempotency-Key", key);
    }
    return headers;
  }

  protected Reply order(String user, String body) {
    return post("/api/order", by(user, null), body);
  }

  protected Reply order(String user, String key, String body) {
    return post("/api/order", by(user, key), body);
  }

  protected CompletableFuture<Reply> orderAsync(String user, @Nullable String key, String body) {
    return postAsync("/api/order", by(user, key), body);
  }

  /** An order that was made just now. */
  protected String ordered(String user, String... lines) {
    Reply reply = order(user, body(lines));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return idOf(reply);
  }

  protected static String idOf(Reply reply) {
    return reply.data().get("orderId").asString();
  }

  protected Reply pay(String user, @Nullable String key, String order) {
    return payAsync(user, key, order).join();
  }

  protected CompletableFuture<Reply> payAsync(String user, @Nullable String key, String order) {
    return postAsync("/api/order/" + order + "/payment", by(user, key), "{}");
  }

  protected Reply cancel(String user, @Nullable String key, String order) {
    return cancelAsync(user, key, order).join();
  }

  protected CompletableFuture<Reply> cancelAsync(String user, @Nullable String key, String order) {
    return postAsync(
        "/api/order/" + order + "/cancel", by(user, key), "{\"reason\":\"ordered twice\"}");
  }

  /** All at once. */
  protected static List<Reply> all(Stream<CompletableFuture<Reply>> replies) {
    return replies.toList().stream().map(CompletableFuture::join).toList();
  }

  protected static List<Reply> all(int times, Supplier<CompletableFuture<Reply>> reply) {
    return all(IntStream.range(0, times).mapToObj(i -> reply.get()));
  }

  /** The time of this order to be paid is over now. */
  protected void runOut(String order) {
    jdbc.sql(
            """
            update shop_order set pay_by = current_timestamp, sweep_after = current_timestamp
             where order_id = ? and status = 'CREATED'""")
        .param(UUID.fromString(order))
        .update();
  }

  protected String statusOfOrder(String order) {
    return jdbc.sql("select status from shop_order where order_id = ?")
        .param(UUID.fromString(order))
        .query(String.class)
        .single();
  }

  protected long payments(String order) {
    return number("select count(*) from payment where order_id = ?", UUID.fromString(order));
  }

  protected long available(long item) {
    return number("select stock - sold - reserved from item where item_id = ?", item);
  }

  protected long reservedOf(long item) {
    return number("select reserved from item where item_id = ?", item);
  }

  /** What orders that are neither cancelled nor expired have of it. */
  protected long orderedOf(long item) {
    return number(
        """
        select coalesce(sum(l.quantity), 0) from order_line l join shop_order o
            on o.order_id = l.order_id
         where l.item_id = ? and o.status in ('CREATED', 'PAYING', 'PAID')""",
        item);
  }

  protected long balance(String user) {
    return number("select balance from point_account where user_id = ?", user);
  }

  protected long orders(String user) {
    return number("select count(*) from shop_order where user_id = ?", user);
  }
}
