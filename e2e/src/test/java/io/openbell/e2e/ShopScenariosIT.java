package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.e2e.ShopClient.Told;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.standalone.backing.LocalPort;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopAudit;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.audit.ShopLog.Cancel;
import io.openbell.testkit.audit.ShopLog.Charge;
import io.openbell.testkit.audit.ShopLog.Order;
import io.openbell.testkit.audit.ShopLog.Pay;
import io.openbell.testkit.audit.ShopLog.Request;
import io.openbell.testkit.audit.ShopLog.Shown;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What shops are known to get wrong, through the gateway with two of everything else. After each
 * test all that its clients were told and shown is compared with the database.
 */
@org.junit.jupiter.api.Order(Integer.MAX_VALUE) // two of everything
class ShopScenariosIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ZoneId ZONE = ZoneId.of("Asia/Seoul"); // of the services

  private static final List<Long> items = new ArrayList<>();
  private static final AtomicInteger users = new AtomicInteger();

  private final Openbell openbell = Openbell.of(2, 2);
  private final ShopLog log = openbell.shopLog();
  private final Client client = openbell.client();
  private final ShopClient shop = new ShopClient(client, log);
  private final Books database = openbell.database();

  @AfterEach
  void whatEverybodyWasToldIsWhatIsThere() {
    for (List<Object> order :
        database.rows("select user_id, order_id from shop_order where status = 'CREATED'")) {
      shop.settle(new Cancel((String) order.get(0), key(), (UUID) order.get(1)));
    }
    await("no order waits", () -> orders("CREATED") == 0);
    awaitFinalized();
    items.forEach(shop::look);
    assertThat(ShopAudit.of(log, database, Set.of())).isEmpty();
  }

  // --- those who act

  private long item(long price, long stock) {
    Reply reply =
        client.post(
            "/api/item",
            Map.of(),
            "{\"name\":\"Bell %d\",\"price\":%d,\"stock\":%d}"
                .formatted(items.size(), price, stock));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    long item = reply.data().get("itemId").asLong();
    items.add(item);
    return item;
  }

  private static String user() {
    return "shopper-" + users.incrementAndGet();
  }

  private String userWith(long points) {
    String user = user();
    assertThat(shop.settle(new Charge(user, key(), points)).ok()).isTrue();
    return user;
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static Order order(String user, long item) {
    return new Order(user, key(), Map.of(item, 1L), false);
  }

  private static Order orderAndPay(String user, long item) {
    return new Order(user, key(), Map.of(item, 1L), true);
  }

  /** One of each, in this order. */
  private static Map<Long, Long> oneOf(long... items) {
    Map<Long, Long> quantities = new LinkedHashMap<>();
    for (long item : items) {
      quantities.put(item, 1L);
    }
    return quantities;
  }

  private static UUID orderOf(Told told) {
    assertThat(told.ok()).as(told.toString()).isTrue();
    return UUID.fromString(told.reply().data().get("orderId").asString());
  }

  private UUID ordered(String user, long item) {
    return orderOf(shop.settle(order(user, item)));
  }

  private List<Told> atOnce(Stream<? extends Request> requests) {
    return requests.map(shop::ask).toList().stream().map(CompletableFuture::join).toList();
  }

  private static <T> List<T> inParallel(int times, IntFunction<T> work) {
    Executor threads = task -> new Thread(task, "shopper").start();
    return IntStream.range(0, times)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> work.apply(i), threads))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /** So many callers, each of whom does so much one after the other. */
  private static void crowd(int callers, int times, IntConsumer work) {
    inParallel(
        callers,
        caller -> {
          IntStream.range(0, times).forEach(i -> work.accept(caller * times + i));
          return caller;
        });
  }

  private ShopClient direct(Service service) {
    return new ShopClient(new Client(service.url()), log);
  }

  // --- what can be seen

  private static Map<String, Long> codes(List<Told> all) {
    return all.stream().collect(Collectors.groupingBy(Told::code, Collectors.counting()));
  }

  private JsonNode shownOrder(String user, UUID order) {
    return client.get("/api/order/" + order, Map.of("X-USER-ID", user)).data();
  }

  private String status(String user, UUID order) {
    return shownOrder(user, order).path("status").asString("");
  }

  private long balance(String user) {
    return client.get("/api/point/my", Map.of("X-USER-ID", user)).data().get("balance").asLong();
  }

  private static long taken(Shown shown) {
    return shown.reserved() + shown.sold();
  }

  private long orders(String status) {
    return database.number("select count(*) from shop_order where status = ?", status);
  }

  private static List<String> transitions(JsonNode order) {
    return order
        .get("transitions")
        .valueStream()
        .map(
            one ->
                "%s-%s %s"
                    .formatted(
                        one.get("from").asString(""),
                        one.get("to").asString(),
                        one.get("actor").asString()))
        .toList();
  }

  private void awaitFinalized() {
    await(
        "every payment is finalized",
        () -> database.number("select count(*) from payment where result = 'PENDING'") == 0);
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(condition::getAsBoolean);
  }

  // --- stock

  @Test
  void theLastOneIsSoldOnceToTwoHundredWhoWantIt() {
    long bell = item(700, 1);

    List<Told> all = atOnce(IntStream.range(0, 200).mapToObj(i -> order(user(), bell)));

    assertThat(codes(all)).isEqualTo(Map.of("01", 1L, "SOLD_OUT", 199L));
    assertThat(shop.look(bell).available()).isZero();
  }

  @Test
  void anOrderOfWhichOneItemIsSoldOutHoldsNothingOfTheOthersAndCostsNothing() {
    long plenty = item(100, 1_000);
    long few = item(100, 5);
    List<String> buyers = inParallel(8, i -> userWith(1_000));

    List<Told> all =
        atOnce(
            buyers.stream().map(user -> new Order(user, key(), Map.of(plenty, 2L, few, 1L), true)));

    assertThat(codes(all)).isEqualTo(Map.of("01", 5L, "SOLD_OUT", 3L));
    assertThat(shop.look(few).available()).isZero();
    assertThat(shop.look(plenty).available()).isEqualTo(1_000 - 5 * 2);
    for (Told told : all) {
      assertThat(balance(told.attempt().request().user())).isEqualTo(told.ok() ? 700 : 1_000);
    }
  }

  @Test
  void ordersOfTheSameItemsInAnyOrderNeverBlockEachOther() {
    long a = item(10, 1_000_000);
    long b = item(10, 1_000_000);
    long c = item(10, 1_000_000);
    List<String> buyers = inParallel(8, i -> userWith(1_000_000));
    List<Map<Long, Long>> baskets =
        // The last, so that two lanes want the same items, too.
        List.of(oneOf(a, b), oneOf(b, a), oneOf(a, b), oneOf(b, a), oneOf(c, b));
    Queue<Told> all = new ConcurrentLinkedQueue<>();
    Queue<Reply> moves = new ConcurrentLinkedQueue<>();

    crowd(
        50,
        50,
        i -> {
          String user = buyers.get(i % 8);
          Told told = shop.ask(new Order(user, key(), baskets.get(i % 5), i % 3 == 0)).join();
          all.add(told);
          if (told.ok() && i % 3 == 1) {
            all.add(shop.ask(new Cancel(user, key(), orderOf(told))).join());
          }
          if (told.ok() && i % 3 == 2) {
            all.add(shop.ask(new Pay(user, key(), orderOf(told))).join());
          }
          if (i % 25 == 0) {
            moves.add(
                client.post(
                    "/api/item/%d/stock".formatted(i % 2 == 0 ? a : b),
                    Map.of(),
                    "{\"delta\":%d,\"reason\":\"counted again\"}".formatted(i % 4 < 2 ? 1 : -1)));
          }
        });

    assertThat(codes(List.copyOf(all))).containsOnlyKeys("01");
    assertThat(moves).isNotEmpty().allMatch(Reply::ok);
  }

  @Test
  void whoAsksAfterAnOrderWasAnsweredSeesItAndNobodySeesAnOlderFigureThanBefore() {
    long bell = item(10, 300);
    String buyer = userWith(10_000);
    AtomicInteger answered = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> readers =
        CompletableFuture.runAsync(
            () ->
                inParallel(
                    4,
                    reader -> {
                      long before = 0;
                      for (int i = reader; !over.get(); i++) {
                        long atLeast = Math.max(before, answered.get());
                        ShopClient either = direct(openbell.readApis().get(i % 2));
                        before = taken(either.look(bell));
                        assertThat(before).isGreaterThanOrEqualTo(atLeast);
                      }
                      return before;
                    }),
            task -> new Thread(task).start());

    try {
      crowd(
          10,
          30,
          i -> {
            assertThat(shop.settle(orderAndPay(buyer, bell)).ok()).isTrue();
            int atLeast = answered.incrementAndGet();
            assertThat(taken(shop.look(bell))).isGreaterThanOrEqualTo(atLeast);
          });
    } finally {
      over.set(true);
    }

    readers.join();
    assertThat(shop.look(bell).available()).isZero();
  }

  // --- keys, points and payments

  @Test
  void oneKeyAtTwoInstancesIsOneOrderOnePaymentAndOneAnswer() {
    long bell = item(700, 100);
    String user = userWith(1_000);
    Order order = orderAndPay(user, bell);

    List<Told> all = inParallel(50, i -> direct(openbell.writeApis().get(i % 2)).settle(order));

    UUID id = orderOf(all.get(0));
    String answer = all.get(0).reply().text();
    assertThat(all).extracting(told -> told.reply().text()).containsOnly(answer);
    await("it is paid", () -> status(user, id).equals("PAID"));
    assertThat(shop.settle(order).reply().text()).isEqualTo(answer);
    assertThat(shownOrder(user, id).get("payments")).hasSize(1);
    assertThat(balance(user)).isEqualTo(300);
    assertThat(shop.look(bell).available()).isEqualTo(99);
  }

  @Test
  void twoTabsThatPayOneOrderPayItOnce() {
    long bell = item(100, 100);
    String user = userWith(10_000);

    for (int i = 0; i < 20; i++) {
      UUID order = ordered(user, bell);
      List<Told> tabs = atOnce(Stream.of(new Pay(user, key(), order), new Pay(user, key(), order)));
      assertThat(codes(tabs)).isEqualTo(Map.of("01", 1L, "ALREADY_PAID", 1L));
    }

    assertThat(balance(user)).isEqualTo(10_000 - 20 * 100);
  }

  @Test
  void ofAHundredPaymentsAtOnceNoMoreSucceedThanThereArePointsFor() {
    long bell = item(700, 100);
    String user = userWith(1_000);
    List<UUID> orders =
        atOnce(IntStream.range(0, 50).mapToObj(i -> order(user, bell))).stream()
            .map(ShopScenariosIT::orderOf)
            .toList();

    List<Told> all =
        atOnce(
            Stream.concat(
                orders.stream().map(order -> new Pay(user, key(), order)),
                IntStream.range(0, 50).mapToObj(i -> orderAndPay(user, bell))));

    assertThat(codes(all)).isEqualTo(Map.of("01", 1L, "POINT_SHORT", 99L));
    assertThat(balance(user)).isEqualTo(300);
  }

  @Test
  void somebodyElsesOrderIsNoOrder() {
    String owner = userWith(1_000);
    String other = userWith(1_000);
    Order request = order(owner, item(700, 1));
    UUID order = orderOf(shop.settle(request));
    Map<String, String> asOther = Map.of("X-USER-ID", other);

    for (Reply reply :
        List.of(
            client.get("/api/order/" + order, asOther),
            client.get("/api/order/" + order + "/payment", asOther),
            client.get("/api/order/key/" + request.key(), asOther),
            shop.settle(new Pay(other, key(), order)).reply(),
            shop.settle(new Cancel(other, key(), order)).reply())) {
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("NOT_EXIST_ORDER");
    }
    Map<String, String> asOwner = Map.of("X-USER-ID", owner);
    assertThat(client.get("/api/order/key/" + request.key(), asOwner).text())
        .isEqualTo(client.get("/api/order/" + order, asOwner).text());
    assertThat(status(owner, order)).isEqualTo("CREATED");
    assertThat(balance(other)).isEqualTo(1_000);
  }

  // --- the whole way

  @Test
  void whatIsAcceptedIsPaidAndItsUserSeesHow() {
    long bell = item(700, 10);
    String user = userWith(1_000);
    assertThat(shop.settle(new Charge(user, key(), 5_000)).ok()).isTrue();

    UUID atOnce = orderOf(shop.settle(orderAndPay(user, bell)));
    UUID later = ordered(user, bell);
    assertThat(shop.settle(new Pay(user, key(), later)).ok()).isTrue();

    await("both are paid", () -> Stream.of(atOnce, later).allMatch(o -> isPaid(user, o)));
    assertThat(transitions(shownOrder(user, atOnce)))
        .containsExactly("-PAYING " + user, "PAYING-PAID openbell");
    assertThat(transitions(shownOrder(user, later)))
        .containsExactly("-CREATED " + user, "CREATED-PAYING " + user, "PAYING-PAID openbell");
    JsonNode payments = shownOrder(user, later).get("payments");
    assertThat(payments).hasSize(1);
    assertThat(payments.get(0).get("result").asString()).isEqualTo("SUCCESS");
    assertThat(payments.get(0).get("amount").asLong()).isEqualTo(700);
    assertThat(
            client
                .get("/api/order/" + later + "/payment", Map.of("X-USER-ID", user))
                .data()
                .get("totalPaid")
                .asLong())
        .isEqualTo(700);
    assertThat(shop.look(bell).sold()).isEqualTo(2);
    assertPointsAre(user, List.of("USE 700 4600", "USE 700 5300", "CHARGE 5000 6000"));
  }

  private boolean isPaid(String user, UUID order) {
    return status(user, order).equals("PAID");
  }

  /** The latest entries, and that what is left of the lots, the oldest first, is the balance. */
  private void assertPointsAre(String user, List<String> entries) {
    Map<String, String> header = Map.of("X-USER-ID", user);
    assertThat(
            client
                .get("/api/point/my/log", header)
                .data()
                .get("list")
                .valueStream()
                .map(
                    entry ->
                        "%s %d %d"
                            .formatted(
                                entry.get("kind").asString(),
                                entry.get("amount").asLong(),
                                entry.get("bookedAfter").asLong()))
                .toList())
        .startsWith(entries.toArray(new String[0]));
    assertThat(
            client
                .get("/api/point/my/expiring?days=366", header)
                .data()
                .get("list")
                .valueStream()
                .map(lot -> lot.get("remaining").asLong())
                .toList())
        .containsExactly(4_600L);
    assertThat(balance(user)).isEqualTo(4_600);
  }

  @Test
  void aConsumerThatIsKilledFinalizesNothingTwiceAndLeavesNothing() {
    long bell = item(10, 1_000);
    List<String> buyers = inParallel(8, i -> userWith(10_000));
    Service killed = openbell.consumers().get(0);
    AtomicInteger accepted = new AtomicInteger();
    CompletableFuture<Void> crowd =
        CompletableFuture.runAsync(
            () ->
                crowd(
                    20,
                    30,
                    i -> {
                      assertThat(shop.settle(orderAndPay(buyers.get(i % 8), bell)).ok()).isTrue();
                      accepted.incrementAndGet();
                    }),
            task -> new Thread(task).start());

    await("it is in the middle", () -> accepted.get() > 100 || crowd.isDone());
    killed.kill();
    crowd.join();
    awaitFinalized();

    Shown shown = shop.look(bell);
    assertThat(shown.sold()).isEqualTo(600);
    assertThat(shown.reserved()).isZero();
    killed.start().awaitReady();
  }

  // --- answers that are lost

  @Test
  void anAnswerThatAKilledInstanceOwesIsGivenByTheOther() throws IOException {
    long bell = item(700, 10);
    String user = userWith(1_000);
    Order order = orderAndPay(user, bell);
    Service killed = openbell.writeApis().get(0);

    Object id =
        committedButNotAnswered(
            killed,
            order,
            "select order_id from shop_order where user_id = ? and idempotency_key = ?",
            killed::kill);

    Told first = shop.settle(order);
    assertThat(orderOf(first)).isEqualTo(id);
    assertThat(shop.settle(order).reply().text()).isEqualTo(first.reply().text());
    assertThat(balance(user)).isEqualTo(300);
    killed.start().awaitReady();
  }

  @Test
  void aChargeWhoseAnswerWasLostIsMadeOnce() throws IOException {
    Charge charge = new Charge(user(), key(), 1_000);

    Object id =
        committedButNotAnswered(
            openbell.writeApis().get(0),
            charge,
            "select entry_id from point_entry where user_id = ? and idempotency_key = ?",
            () -> {});

    Told first = shop.settle(charge);
    assertThat(first.attempt().id()).isEqualTo(id.toString());
    assertThat(balance(charge.user())).isEqualTo(1_000);
  }

  /**
   * Asks this instance over a line on which no answer comes, until what is asked for is there.
   *
   * @param query for its id, by user and key
   * @param then what happens before the line breaks
   * @return its id
   */
  private Object committedButNotAnswered(
      Service service, Request request, String query, Runnable then) throws IOException {
    URI url = URI.create(service.url());
    try (TcpProxy line = new TcpProxy(url.getHost(), url.getPort(), LocalPort.free())) {
      line.mute(true);
      CompletableFuture<Told> asked = new ShopClient(new Client(line.port()), log).ask(request);
      await(
          "it is committed", () -> !database.rows(query, request.user(), request.key()).isEmpty());
      assertThat(asked).isNotDone();
      then.run();
      line.reset();
      assertThat(asked.join().answer()).isNull();
    }
    return database.rows(query, request.user(), request.key()).get(0).get(0);
  }

  // --- time

  /** Charges 1,000 that can be spent for so many days. */
  private void charge(String user, int days) {
    assertThat(shop.settle(new Charge(user, key(), 1_000)).ok()).isTrue();
    database.execute(
        """
        update point_lot
           set expires_at = current_timestamp + interval '%1$d' day,
               due_at = current_timestamp + interval '%1$d' day
         where user_id = '%2$s' and expires_at > current_timestamp + interval '100' day"""
            .formatted(days, user));
  }

  private void daysPass(int days, String... users) {
    for (String user : users) {
      database.execute(
          """
          update point_lot
             set expires_at = expires_at - interval '%1$d' day,
                 due_at = due_at - interval '%1$d' day
           where user_id = '%2$s'"""
              .formatted(days, user));
    }
  }

  @Test
  void thePointsThatExpireFirstAreSpentFirstAndTheOthersLiveOn() {
    long bell = item(1_500, 1);
    String user = user();
    charge(user, 20);
    charge(user, 10);
    String saver = user();
    charge(saver, 10);
    daysPass(5, user, saver);
    assertThat(shop.settle(orderAndPay(user, bell)).ok()).isTrue();
    awaitFinalized();

    daysPass(6, user, saver);

    await("who has not spent them has lost them", () -> balance(saver) == 0);
    assertThat(balance(user)).isEqualTo(500);
    daysPass(9, user);
    await("the others are over, too", () -> balance(user) == 0);
  }

  @Test
  void whatNobodyPaysIsOnSaleAgainByItselfAlsoWhenWhoTookTheOrderIsGone() {
    long a = item(100, 5);
    long b = item(100, 5);
    Service gone = openbell.writeApis().get(0);
    String user = userWith(1_000);
    UUID order = orderOf(direct(gone).settle(new Order(user, key(), Map.of(a, 2L, b, 1L), false)));
    gone.kill();
    assertThat(shop.look(a).available()).isEqualTo(3);

    await("it is on sale again", () -> shop.look(a).available() == 5);

    assertThat(shop.look(b).available()).isEqualTo(5);
    assertThat(transitions(shownOrder(user, order)))
        .containsExactly("-CREATED " + user, "CREATED-EXPIRED openbell");
    gone.start().awaitReady(); // and it looks, too
    assertThat(shop.settle(new Pay(user, key(), order)).code()).isEqualTo("ORDER_EXPIRED");
    assertThat(shop.look(a).available()).isEqualTo(5);
    assertThat(balance(user)).isEqualTo(1_000);
  }

  @Test
  void aPaymentAtTheVeryInstantOfExpiryIsPaidOrTooLateNeverBothOrNeither() {
    long bell = item(700, 100);
    List<String> buyers = inParallel(60, i -> userWith(700));
    List<Told> orders = atOnce(buyers.stream().map(user -> order(user, bell)));

    // From a while before the instant until a while after it.
    List<CompletableFuture<Told>> paying =
        IntStream.range(0, orders.size())
            .mapToObj(i -> payAt(orders.get(i), Duration.ofMillis((i - 40) * 3L)))
            .toList();
    List<Told> payments = paying.stream().map(CompletableFuture::join).toList();

    assertThat(codes(payments).keySet()).isSubsetOf("01", "ORDER_EXPIRED");
    AtomicLong paid = new AtomicLong();
    for (Told payment : payments) {
      String user = payment.attempt().request().user();
      UUID order = (UUID) payment.attempt().request().asked();
      String status = payment.ok() ? "PAID" : "EXPIRED";
      await("it is " + status, () -> status(user, order).equals(status));
      assertThat(balance(user)).isEqualTo(payment.ok() ? 0 : 700);
      paid.addAndGet(payment.ok() ? 1 : 0);
    }
    assertThat(shop.look(bell).sold()).isEqualTo(paid.get());
    assertThat(shop.look(bell).reserved()).isZero();
  }

  /** Pays this order when its time is over, or so much later. */
  private CompletableFuture<Told> payAt(Told order, Duration later) {
    Instant payBy =
        LocalDateTime.parse(order.reply().data().get("payBy").asString()).atZone(ZONE).toInstant();
    long nanos = Duration.between(Instant.now(), payBy.plus(later)).toNanos();
    Pay pay = new Pay(order.attempt().request().user(), key(), orderOf(order));
    return CompletableFuture.supplyAsync(
            () -> pay, CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS))
        .thenCompose(shop::ask);
  }
}
