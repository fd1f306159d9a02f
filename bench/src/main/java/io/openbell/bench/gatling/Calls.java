package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The calls that simulations are made of, and their settings: the system properties bench.*. */
final class Calls {
  /** Arrivals per second, in open simulations. */
  static final int RATE = Integer.getInteger("bench.rate", 200);

  /** Users at the same time, in closed simulations. */
  static final int USERS = Integer.getInteger("bench.users", 64);

  /** How long users come, or go on. */
  static final int SECONDS = Integer.getInteger("bench.seconds", 10);

  /** What every simulation demands. */
  static final Assertion NOTHING_FAILED = global().failedRequests().count().is(0L);

  private static final String URL = System.getProperty("bench.url", "http://127.0.0.1:8080");
  private static final List<Long> PRODUCTS =
      Stream.of(System.getProperty("bench.products", "3").split(",")).map(Long::valueOf).toList();

  private static final List<CheckBuilder> ENVELOPE =
      List.of(
          jsonPath("$.result").ofBoolean().is(true),
          jsonPath("$.code").is("01"),
          jsonPath("$.message").isNull(),
          jsonPath("$.data").notNull(),
          jsonPath("$.status").ofInt().is(200));

  private Calls() {}

  /** Every virtual user asks under a name of its own, over connections of its own. */
  static HttpProtocolBuilder gateway() {
    return http.baseUrl(URL)
        .disableWarmUp()
        .acceptHeader("application/json")
        .header("X-USER-ID", user -> "user" + user.userId());
  }

  /** One won of one of the products, which must be accepted. */
  static ChainBuilder invest() {
    return exec(Calls::choose)
        .exec(
            investment("invest", 1)
                .check(jsonPath("$.result").ofBoolean().is(true), jsonPath("$.code").is("01")));
  }

  /** As {@link #invest()}, but nothing may be left. */
  static ChainBuilder comeTooLate() {
    return exec(Calls::choose)
        .exec(
            investment("sold out", 1)
                .check(
                    jsonPath("$.result").ofBoolean().is(false), jsonPath("$.code").is("SOLD_OUT")));
  }

  /** Takes what is left of one of the products, if anything is. */
  static ChainBuilder buyTheRest() {
    return exec(Calls::choose)
        .exec(
            investment("invest the rest", Long.MAX_VALUE)
                .check(jsonPath("$.code").in("01", "SOLD_OUT")));
  }

  static ChainBuilder list() {
    return exec(read("list", "/api/product"));
  }

  static ChainBuilder detail() {
    return exec(Calls::choose)
        .exec(
            read("detail", "/api/product/#{product}")
                .check(jsonPath("$.data.productId").ofLong().is(user -> user.getLong("product"))));
  }

  static ChainBuilder myInvestments() {
    return exec(read("my investments", "/api/product/my/invest"));
  }

  static ChainBuilder mySingleInvestments() {
    return exec(read("my single investments", "/api/product/my/invest/log"));
  }

  private static Session choose(Session user) {
    return user.set("product", PRODUCTS.get(ThreadLocalRandom.current().nextInt(PRODUCTS.size())));
  }

  private static HttpRequestActionBuilder investment(String name, long amount) {
    return http(name)
        .post("/api/invest")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", user -> UUID.randomUUID().toString())
        .body(
            StringBody(
                "{\"productId\":#{product},\"investAmount\":%d,\"allowPartial\":%b}"
                    .formatted(amount, amount > 1)))
        .check(status().is(200));
  }

  private static HttpRequestActionBuilder read(String name, String path) {
    return http(name).get(path).check(status().is(200)).check(ENVELOPE);
  }
}
