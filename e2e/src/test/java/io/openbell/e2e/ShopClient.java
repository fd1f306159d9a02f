package io.openbell.e2e;

import static java.util.Objects.requireNonNull;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.audit.ShopLog.Attempt;
import io.openbell.testkit.audit.ShopLog.Cancel;
import io.openbell.testkit.audit.ShopLog.Charge;
import io.openbell.testkit.audit.ShopLog.Issue;
import io.openbell.testkit.audit.ShopLog.Order;
import io.openbell.testkit.audit.ShopLog.Pay;
import io.openbell.testkit.audit.ShopLog.Request;
import io.openbell.testkit.audit.ShopLog.Shown;
import io.openbell.testkit.http.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Clients of the shop at one address, who write down all that they ask, are told and are shown. */
public final class ShopClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final Client address;
  private final ShopLog log;

  /** Asks at this address, and writes down here. */
  public ShopClient(Client address, ShopLog log) {
    this.address = address;
    this.log = log;
  }

  /**
   * What became of one attempt.
   *
   * @param answer null when none came
   */
  public record Told(Attempt attempt, @Nullable Reply answer) {

    /** The envelope's code; empty when no answer came. */
    public String code() {
      return attempt.code();
    }

    /** Whether the client was told that it has what it asked for. */
    public boolean ok() {
      return attempt.accepted();
    }

    /** The answer, which came. */
    public Reply reply() {
      return requireNonNull(answer, attempt::toString);
    }
  }

  /** One attempt. The future never fails: no answer is something to be told, too. */
  public CompletableFuture<Told> ask(Request request) {
    Call call = Call.of(request);
    Instant sent = Instant.now();
    return address
        .send(
            "POST",
            call.path(),
            Map.of("X-USER-ID", request.user(), "Idempotency-Key", request.key()),
            call.body())
        .handle(
            (reply, failure) -> {
              Told told = told(request, sent, call, failure == null ? reply : null);
              log.add(told.attempt());
              return told;
            });
  }

  private static Told told(Request request, Instant sent, Call call, @Nullable Reply reply) {
    Instant now = Instant.now();
    return reply == null
        ? new Told(new Attempt(request, sent, now, 0, "", ""), null)
        : new Told(
            new Attempt(
                request,
                sent,
                now,
                reply.status(),
                reply.code(),
                reply.data().path(call.id()).asString("")),
            reply);
  }

  /** As a careful client does: the same key again until it knows what became of it. */
  public Told settle(Request request) {
    return Awaitility.await(request + " is settled")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(AGAIN)
        .until(() -> ask(request).join(), told -> told.attempt().definite());
  }

  /** Looks at an item. */
  public Shown look(long item) {
    Reply reply = address.get("/api/item/" + item);
    if (reply.status() != 200) {
      throw new IllegalStateException("not shown: " + reply);
    }
    JsonNode data = reply.data();
    Shown shown =
        new Shown(
            Instant.now(),
            item,
            data.get("stock").asLong(),
            data.get("reserved").asLong(),
            data.get("sold").asLong(),
            data.get("available").asLong());
    log.add(shown);
    return shown;
  }

  /**
   * A request on the wire.
   *
   * @param id what the answer calls the id of what it speaks of
   */
  private record Call(String path, String body, String id) {
    static Call of(Request request) {
      if (request instanceof Charge charge) {
        return new Call(
            "/api/point/charge", "{\"amount\":%d}".formatted(charge.amount()), "chargeId");
      }
      if (request instanceof Order order) {
        return new Call(
            "/api/order",
            "{\"items\":[%s],\"payNow\":%b}".formatted(linesOf(order), order.payNow()),
            "orderId");
      }
      if (request instanceof Pay pay) {
        return new Call("/api/order/" + pay.order() + "/payment", "{}", "paymentId");
      }
      if (request instanceof Issue issue) {
        return new Call("/api/coupon/" + issue.coupon() + "/issue", "", "userCouponId");
      }
      Cancel cancel = (Cancel) request;
      return new Call(
          "/api/order/" + cancel.order() + "/cancel",
          "{\"reason\":\"thought better of it\"}",
          "orderId");
    }

    private static String linesOf(Order order) {
      return order.quantities().entrySet().stream()
          .map(line -> "{\"itemId\":%d,\"quantity\":%d}".formatted(line.getKey(), line.getValue()))
          .collect(Collectors.joining(","));
    }
  }
}
