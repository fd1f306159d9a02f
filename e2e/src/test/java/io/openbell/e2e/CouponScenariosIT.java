package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.e2e.ShopClient.Told;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopAudit;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.audit.ShopLog.Issue;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What coupons for a crowd are known to get wrong, through the gateway with two of everything else.
 * After each test all that clients were told is compared with the database.
 */
@Order(Integer.MAX_VALUE) // two of everything
class CouponScenariosIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger users = new AtomicInteger();

  private final Openbell openbell = Openbell.of(2, 2);
  private final ShopLog log = openbell.shopLog();
  private final Client client = openbell.client();
  private final ShopClient shop = new ShopClient(client, log);
  private final Books database = openbell.database();

  @AfterEach
  void whatEverybodyWasToldIsWhatIsThere() {
    assertThat(ShopAudit.of(log, database, Set.of())).isEmpty();
  }

  private long coupon(long total, Duration opens) {
    OffsetDateTime now = OffsetDateTime.now();
    Reply reply =
        client.post(
            "/api/coupon",
            Map.of(),
            """
            {"name":"Spring","kind":"FIXED","value":1000,"total":%d,"opensAt":"%s",\
            "closesAt":"%s","validDays":30}"""
                .formatted(total, now.plus(opens), now.plusHours(1)));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.data().get("couponId").asLong();
  }

  private long coupon(long total) {
    return coupon(total, Duration.ofHours(-1));
  }

  private static String user() {
    return "collector-" + users.incrementAndGet();
  }

  private static List<String> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> user()).toList();
  }

  /** So many callers, each of whom does so much one after the other. */
  private static CompletableFuture<Void> crowd(int callers, int times, IntConsumer work) {
    return CompletableFuture.allOf(
        IntStream.range(0, callers)
            .mapToObj(
                caller ->
                    CompletableFuture.runAsync(
                        () ->
                            IntStream.range(0, times)
                                .forEach(i -> work.accept(i * callers + caller)),
                        task -> new Thread(task, "collector").start()))
            .toArray(CompletableFuture<?>[]::new));
  }

  private ShopClient direct(Service service) {
    return new ShopClient(new Client(service.url()), log);
  }

  private static Map<String, Long> codes(Collection<Told> all) {
    return all.stream().collect(Collectors.groupingBy(Told::code, Collectors.counting()));
  }

  private static long noOf(Told told) {
    return told.reply().data().get("no").asLong();
  }

  /** 1 to the last one. */
  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private List<Long> numbers(long coupon) {
    return database
        .rows("select no from user_coupon where coupon_id = ? order by no", coupon)
        .stream()
        .map(row -> ((Number) row.get(0)).longValue())
        .toList();
  }

  private JsonNode mine(String user) {
    return client.get("/api/coupon/my", Map.of("X-USER-ID", user)).data().get("list");
  }

  // --- as many as there are, and one for each

  @Test
  void ofAHundredEachGoesToOneOfAThousandWhoAskThreeTimesAlsoWhenRedisForgetsEverything() {
    long spring = coupon(100);
    List<String> thousand = users(1_000);
    Queue<Told> all = new ConcurrentLinkedQueue<>();
    AtomicInteger issued = new AtomicInteger();

    crowd(
            100,
            30,
            i -> {
              Told told = shop.settle(new Issue(thousand.get(i * 7 % 1_000), spring));
              all.add(told);
              if (told.code().equals("01") && issued.incrementAndGet() == 40) {
                openbell.servers().flushRedis();
              }
            })
        .join();

    Map<Boolean, List<Told>> byWhetherNew =
        all.stream().collect(Collectors.partitioningBy(told -> told.code().equals("01")));
    List<Told> winners = byWhetherNew.get(true);
    assertThat(all).hasSize(3_000);
    assertThat(codes(byWhetherNew.get(false)).keySet())
        .containsExactlyInAnyOrder("COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT");
    assertThat(winners.stream().map(CouponScenariosIT::noOf).sorted().toList())
        .isEqualTo(upTo(100));
    assertThat(winners.stream().map(told -> told.attempt().request().user()).distinct())
        .hasSize(100);
    assertThat(numbers(spring)).isEqualTo(upTo(100));
    assertThat(database.number("select issued from coupon where coupon_id = ?", spring))
        .isEqualTo(100);
    Awaitility.await("none is left, as everybody sees")
        .atMost(PATIENCE)
        .until(() -> client.get("/api/coupon/" + spring).data().get("left").asLong() == 0);
  }

  @Test
  void whoHasOneIsToldWhichAlsoAfterItIsSoldOutWhereverTheyAsk() {
    long spring = coupon(10);
    List<String> winners = users(10);
    List<Told> first = winners.stream().map(user -> shop.settle(new Issue(user, spring))).toList();
    assertThat(codes(first)).isEqualTo(Map.of("01", 10L));

    for (int round = 0; round < 3; round++) {
      for (Service service : openbell.writeApis()) {
        // Each instance learns that it is sold out, and remembers.
        assertThat(direct(service).settle(new Issue(user(), spring)).code())
            .isEqualTo("COUPON_SOLD_OUT");
        for (int i = 0; i < winners.size(); i++) {
          Told again = direct(service).settle(new Issue(winners.get(i), spring));
          assertThat(again.code()).isEqualTo("COUPON_ALREADY_ISSUED");
          assertThat(again.reply().data()).isEqualTo(first.get(i).reply().data());
        }
      }
    }
    assertThat(mine(winners.get(3))).hasSize(1);
    assertThat(mine(winners.get(3)).get(0).get("userCouponId"))
        .isEqualTo(first.get(3).reply().data().get("userCouponId"));
  }

  @Test
  void aCrowdThatWaitsForTheOpeningGetsNoneBeforeAndAllOfThemAfter() {
    long spring = coupon(50, Duration.ofMinutes(30));
    List<String> waiting = users(100);
    assertThat(waiting.stream().map(user -> shop.settle(new Issue(user, spring)).code()).distinct())
        .containsExactly("NOT_STARTED");
    Queue<Told> told = new ConcurrentLinkedQueue<>();

    CompletableFuture<Void> crowd =
        crowd(
            100,
            1,
            i -> {
              Told one;
              do {
                one = shop.settle(new Issue(waiting.get(i), spring));
              } while (one.code().equals("NOT_STARTED"));
              told.add(one);
            });
    database.execute(
        "update coupon set opens_at = current_timestamp + interval '1' second where coupon_id = "
            + spring);
    crowd.join();

    assertThat(codes(told)).isEqualTo(Map.of("01", 50L, "COUPON_SOLD_OUT", 50L));
    assertThat(
            database.number(
                """
                select count(*) from user_coupon u join coupon c on c.coupon_id = u.coupon_id
                 where c.coupon_id = ? and u.issued_at < c.opens_at""",
                spring))
        .isZero();
    assertThat(numbers(spring)).isEqualTo(upTo(50));
  }

  // --- kill -9

  @Test
  void anInstanceThatIsKilledWhileItIssuesLosesNoneAndIssuesNoneThatNobodyIsTold() {
    long spring = coupon(3_000);
    Service killed = openbell.writeApis().get(0);
    List<String> all = users(1_200);
    Queue<Told> told = new ConcurrentLinkedQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> crowd =
        crowd(40, 30, i -> told.add(shop.settle(new Issue(all.get(i), spring))))
            .whenComplete((done, failure) -> over.set(true));

    Awaitility.await("it is in the middle")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> told.size() > 200 || over.get());
    killed.kill();
    crowd.join();

    // Whose answer was lost is told on asking again: one for each, whatever was answered first.
    assertThat(codes(told).keySet()).isSubsetOf("01", "COUPON_ALREADY_ISSUED");
    assertThat(told).hasSize(1_200);
    List<Long> numbers = new ArrayList<>(told.stream().map(CouponScenariosIT::noOf).toList());
    numbers.sort(null);
    assertThat(numbers).isEqualTo(upTo(1_200));
    assertThat(numbers(spring)).isEqualTo(upTo(1_200));
    assertThat(new HashSet<>(told.stream().map(one -> one.attempt().id()).toList()))
        .isEqualTo(
            database
                .rows("select user_coupon_id from user_coupon where coupon_id = ?", spring)
                .stream()
                .map(row -> row.get(0).toString())
                .collect(Collectors.toSet()));
    killed.start().awaitReady();
  }
}
