package io.openbell.standalone;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Something to try: products, items, a coupon and a user's points, made as anybody's through the
 * gateway.
 */
final class Demo {
  /** Who has points, and whom the ready message plays. */
  static final String USER = "user4";

  /** The product to try first: the third. */
  private static final int TO_TRY = 2;

  private static final long POINTS = 100_000;
  private static final Duration OPEN_FOR = Duration.ofDays(30);
  private static final List<SampleProduct> PRODUCTS =
      List.of(
          new SampleProduct("Riverside office, first tranche", 1_000_000, Duration.ZERO),
          new SampleProduct("Bakery oven, a small amount", 5_000, Duration.ZERO),
          new SampleProduct("Solar roof of the school", 100_000, Duration.ZERO),
          new SampleProduct("Opens two minutes after the start", 500_000, Duration.ofMinutes(2)));
  private static final List<Map<String, Object>> ITEMS =
      List.of(
          Map.of("name", "Mug with a bell", "price", 12_000, "stock", 1_000),
          Map.of("name", "Bell of brass, numbered", "price", 45_000, "stock", 5, "maxPerOrder", 1),
          Map.of("name", "Tote bag", "price", 9_000, "stock", 200));

  private record SampleProduct(String title, long amount, Duration opensAfter) {}

  private final HttpCalls gateway;
  private final Clock clock;

  Demo(HttpCalls gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Makes all of it.
   *
   * @return the id of the product to try first
   * @throws StartFailure when something is refused
   */
  long make() {
    List<Long> products = new ArrayList<>();
    for (SampleProduct sample : PRODUCTS) {
      HttpCalls.Reply made = post("/api/product", product(sample), 201);
      products.add(made.data().path("productId").asLong());
    }
    for (Map<String, Object> item : ITEMS) {
      post("/api/item", item, 201);
    }
    post("/api/coupon", coupon(), 201);
    post("/api/point/charge", Map.of("amount", POINTS), 200);
    return products.get(TO_TRY);
  }

  private Map<String, Object> product(SampleProduct sample) {
    OffsetDateTime opens = now().plus(sample.opensAfter());
    return Map.of(
        "title", sample.title(),
        "totalInvestingAmount", sample.amount(),
        "startedAt", text(opens),
        "finishedAt", text(opens.plus(OPEN_FOR)));
  }

  private Map<String, Object> coupon() {
    return Map.of(
        "name",
        "10 % off, for the first hundred",
        "kind",
        "PERCENT",
        "value",
        10,
        "maxDiscount",
        5_000,
        "total",
        100,
        "opensAt",
        text(now()),
        "closesAt",
        text(now().plus(OPEN_FOR)),
        "validDays",
        30);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault())
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private HttpCalls.Reply post(String path, Map<String, Object> body, int expected) {
    try {
      HttpCalls.Reply answer = gateway.post(path, Map.of("X-USER-ID", USER), body);
      if (answer.status() != expected || !answer.ok()) {
        throw new StartFailure("The sample %s was not made: %s".formatted(body, answer));
      }
      return answer;
    } catch (IOException e) {
      throw new StartFailure("The sample %s was not made: %s".formatted(body, e), e);
    }
  }

  private static String text(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }
}
