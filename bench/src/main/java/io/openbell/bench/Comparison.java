package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Memory;
import io.openbell.testkit.process.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every measurement of the report, each beside what it is compared with. */
final class Comparison {
  static final int CROWD = 500;

  /** More lanes than a part has products: each has one of its own. */
  private static final int A_LANE_PER_PRODUCT = 1000;

  /** Seconds of load after which a gateway is as fast as it gets. */
  private static final int PLATEAU = 60;

  /** As InvestQueries asks for them. */
  private static final String MY_TOTALS =
      """
      select u.product_id, u.user_id, p.title, p.total_investing_amount, u.total_invest_amount,
             u.last_invested_at
        from product_invest_user u join product p on p.product_id = u.product_id
       where u.user_id = 'user0-7'
       order by u.last_invested_at desc, u.product_id desc fetch first 20 rows only""";

  private static final String MY_LOGS =
      """
      select l.log_id, l.product_id, l.user_id, p.title, l.invest_amount, l.invest_result,
             l.fail_reason, l.accepted_at, l.finalized_at
        from product_invest_log l join product p on p.product_id = l.product_id
       where l.user_id = 'user0-7'
       order by l.accepted_at desc, l.log_id desc fetch first 20 rows only""";

  private final BackingServers servers;
  private final Results results;
  private final int seconds;
  private final int repeats;
  private final int warmUp;

  /** Of a fleet that nobody asks anything: relays, health checks. */
  private double commitsAtRest;

  /**
   * @param seconds of one run of load
   * @param repeats of every run
   * @param warmUp seconds of load on each target before it is measured
   */
  Comparison(BackingServers servers, Results results, int seconds, int repeats, int warmUp) {
    this.servers = servers;
    this.results = results;
    this.seconds = seconds;
    this.repeats = repeats;
    this.warmUp = warmUp;
  }

  /** One hot product: through the gateway and direct, the desk beside its two references. */
  void bell() {
    try (Fleet fleet = new Fleet(servers, false);
        EmptyService empty = new EmptyService()) {
      Service write = fleet.add("write-api", Map.of());
      Service single = fleet.add("write-api", Map.of("openbell.desk.max-group", "1"));
      Service second = fleet.add("write-api", Map.of());
      Service consumer = fleet.add("mq-consumer", Map.of());
      String read = "http://127.0.0.1:1";
      Service gateway = fleet.gateway(write.url(), read);
      Service gatewaySingle = fleet.gateway(single.url(), read);
      Service gatewayEmpty = fleet.gateway(empty.url(), read);
      Service gatewayTwo = fleet.gateway(write.url() + "," + second.url(), read);
      fleet.start();
      Bookkeeping books = fleet.books();
      int half = (warmUp + 1) / 2;
      for (String url :
          List.of(
              write.url(),
              single.url(),
              second.url(),
              empty.url(),
              gateway.url(),
              gatewaySingle.url(),
              gatewayTwo.url(),
              gatewayEmpty.url())) {
        new Wrk(CROWD, half).invest(url, books.moreProducts(1));
        // Lock, transaction and message run once for a group: small groups warm them, too.
        new Wrk(CROWD, half).invest(url, books.moreProducts(10));
      }
      for (String url : List.of(write.url(), single.url(), empty.url())) {
        new Wrk(1, half).invest(url, books.moreProducts(1));
      }
      books.drain();
      rest("bell", books);
      for (int i = 0; i < repeats; i++) {
        invest("bell gateway", gateway, books, 1);
        invest("bell gateway max-group=1", gatewaySingle, books, 1);
        results.add(
            "empty gateway", new Wrk(CROWD, seconds).invest(gatewayEmpty.url(), List.of(1L)));
        invest("bell gateway two write-apis", gatewayTwo, books, 1);
        invest("bell gateway ten products", gateway, books, 10);
        invest("bell direct", write, books, 1);
        invest("bell direct max-group=1", single, books, 1);
        results.add("empty direct", new Wrk(CROWD, seconds).invest(empty.url(), List.of(1L)));
        soldOut(write, books);
        alone("alone", write, books);
        alone("alone max-group=1", single, books);
      }
      List<Long> product = books.freshProducts(1);
      profile(
          results,
          "bell",
          Map.of("gateway", gateway, "write-api", write, "mq-consumer", consumer),
          () -> new Wrk(CROWD, seconds).invest(gateway.url(), product));
      books.drain();
    }
  }

  /** Two instances with so many lanes, and a gateway before both. */
  private record Laned(String name, Service write, Service gateway) {
    static Laned of(int lanes, Fleet fleet) {
      Map<String, String> settings = Map.of("openbell.desk.lanes", Integer.toString(lanes));
      Service first = fleet.add("write-api", settings);
      Service second = fleet.add("write-api", settings);
      return new Laned(
          lanes == A_LANE_PER_PRODUCT ? "a lane per product" : "lanes " + lanes,
          first,
          fleet.gateway(first.url() + "," + second.url(), "http://127.0.0.1:1"));
    }
  }

  /**
   * One hot product, ten, two instances and a single caller, with few lanes and with so many that
   * each product has one of its own.
   */
  void lanes() {
    try (Fleet fleet = new Fleet(servers, false)) {
      List<Laned> all =
          IntStream.of(1, 2, 4, 8, A_LANE_PER_PRODUCT)
              .mapToObj(lanes -> Laned.of(lanes, fleet))
              .toList();
      fleet.add("mq-consumer", Map.of());
      fleet.start();
      Bookkeeping books = fleet.books();
      for (Laned one : all) {
        new Wrk(CROWD, warmUp).invest(one.gateway().url(), books.moreProducts(1));
        new Wrk(CROWD, warmUp).invest(one.write().url(), books.moreProducts(10));
        new Wrk(1, Math.max(1, warmUp / 4)).invest(one.write().url(), books.moreProducts(1));
      }
      books.drain();
      rest("lanes", books);
      for (int i = 0; i < repeats; i++) {
        for (Laned one : all) {
          invest(one.name() + ": one product, direct", one.write(), books, 1);
          invest(one.name() + ": ten products, direct", one.write(), books, 10);
          invest(one.name() + ": two write-apis, gateway", one.gateway(), books, 1);
          alone(one.name() + ": alone", one.write(), books);
        }
      }
    }
  }

  /** Whose code these services run under a load through the gateway. Uncounted: sampling costs. */
  static void profile(Results results, String name, Map<String, Service> services, Runnable load) {
    Map<String, Long> pids = pids(services);
    CpuTime before = CpuTime.now(pids);
    Map<String, Profile> profiles = new TreeMap<>();
    pids.forEach((service, pid) -> profiles.put(service, new Profile(pid)));
    load.run();
    profiles.forEach(
        (service, profile) ->
            results.shares("Samples of " + service + " in that " + name, profile.end()));
    results.shares(
        "Processor time of a " + name + " through the gateway",
        CpuTime.now(pids).sharesSince(before));
  }

  private static Map<String, Long> pids(Map<String, Service> services) {
    return services.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, service -> service.getValue().pid()));
  }

  private void soldOut(Service write, Bookkeeping books) {
    List<Long> product = books.freshProducts(1, 1);
    new Wrk(1, 1).invest(write.url(), product);
    results.add("sold out direct", new Wrk(CROWD, seconds).invest(write.url(), product));
    books.drain();
    books.check();
  }

  private void alone(String name, Service write, Bookkeeping books) {
    results.add(name, new Wrk(1, Math.min(5, seconds)).invest(write.url(), books.freshProducts(1)));
    books.drain();
    books.check();
  }

  /** What the fleet does anyway, and is no part of what an investment costs. */
  private void rest(String fleet, Bookkeeping books) {
    if (!servers.real()) {
      return;
    }
    Server before = Server.counters(servers, books);
    long start = System.nanoTime();
    LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
    long commits = Server.counters(servers, books).since(before).commits();
    commitsAtRest = commits / ((System.nanoTime() - start) / 1e9);
    results.add(fleet + ": commits per second at rest", commitsAtRest);
  }

  private void invest(String name, Service target, Bookkeeping books, int products) {
    investIn(name, target, books, books.freshProducts(products));
    books.check();
  }

  private void investIn(String name, Service target, Bookkeeping books, List<Long> products) {
    Server before = Server.counters(servers, books);
    long start = System.nanoTime();
    Load load = new Wrk(CROWD, seconds).invest(target.url(), products);
    double drained = books.drain();
    long accepted = books.accepted(products);
    results.add(name, load.of(accepted));
    results.add(name + ": drained after s", drained);
    results.add(name + ": finalized p99 ms", books.finalizeP99(products));
    Server used = Server.counters(servers, books).since(before);
    double commits = used.commits() - commitsAtRest * (System.nanoTime() - start) / 1e9;
    results.add(name + ": locks per accepted", used.locks() / (double) accepted);
    if (servers.real()) { // the embedded ones count neither
      results.add(name + ": commits per accepted", commits / accepted);
      results.add(name + ": messages per accepted", used.messages() / (double) accepted);
    }
  }

  /**
   * The first seconds of a system that has just reported ready, having warmed up as operators are
   * told to let it before a sale.
   */
  void cold() {
    Map<String, String> warmUpTime = Map.of("openbell.warm-up.time", "60s");
    for (int i = 0; i < repeats; i++) {
      try (Fleet fleet = new Fleet(servers, true)) {
        Service write = fleet.add("write-api", warmUpTime);
        Service consumer = fleet.add("mq-consumer", Map.of());
        Service read = fleet.add("read-api", Map.of());
        Service gateway = fleet.gateway(write.url(), read.url(), warmUpTime);
        long start = System.nanoTime();
        fleet.start();
        results.add("cold: ready after s", (System.nanoTime() - start) / 1e9);
        Bookkeeping books = fleet.books();
        List<Long> product = books.freshProducts(1);
        Map<String, Long> pids =
            pids(Map.of("gateway", gateway, "write-api", write, "mq-consumer", consumer));
        CpuTime before = CpuTime.now(pids);
        results.add("cold", crowd(5, gateway, books, product));
        results.shares(
            "Processor time of a cold bell's first 5 s", CpuTime.now(pids).sharesSince(before));
        books.drain();
        new Wrk(CROWD, PLATEAU).invest(gateway.url(), product);
        books.drain();
        List<Long> warm = books.freshProducts(1);
        results.add("cold: warm", crowd(10, gateway, books, warm));
        books.drain();
        books.check();
      }
    }
  }

  private Load crowd(int time, Service target, Bookkeeping books, List<Long> products) {
    return new Wrk(CROWD, time).invest(target.url(), products).of(books.accepted(products));
  }

  /** What a million finalized investments of others cost; on PostgreSQL only. */
  void million() {
    try (Fleet fleet = new Fleet(servers, false)) {
      Service write = fleet.add("write-api", Map.of());
      Service consumer = fleet.add("mq-consumer", Map.of());
      Service read = fleet.add("read-api", Map.of());
      fleet.start();
      Bookkeeping books = fleet.books();
      new Wrk(CROWD, warmUp).invest(write.url(), books.freshProducts(1));
      books.drain();
      rest("million", books);
      for (int i = 0; i < repeats; i++) {
        for (int others : new int[] {0, 1_000_000}) {
          String beside = others == 0 ? "empty table" : "a million logs";
          List<Long> own = books.freshProducts(5);
          // The users as whom wrk reads: 20 investments each.
          own.forEach(id -> books.seed(id, 4_000, "'user0-' || (g % 1000 + 1)"));
          if (others > 0) {
            books.seed(books.moreProducts(1).get(0), others, "'other-' || (g % 50000)");
          }
          // As a table that has grown slowly is, and not while PostgreSQL is still at it.
          books.execute("vacuum (analyze)");
          investIn("invest beside " + beside, write, books, books.moreProducts(1));
          results.add("finalize/s beside " + beside, backlogRate(write, consumer, books));
          for (String path : List.of("/api/product/my/invest", "/api/product/my/invest/log")) {
            new Wrk(64, 3).get(read.url() + path);
            results.add(path + " beside " + beside, new Wrk(64, seconds).get(read.url() + path));
          }
          books.check();
        }
      }
      results.plan("GET /api/product/my/invest beside a million logs", books.plan(MY_TOTALS));
      results.plan("GET /api/product/my/invest/log beside a million logs", books.plan(MY_LOGS));
    }
  }

  /** How fast a waiting backlog is finalized. */
  private double backlogRate(Service write, Service consumer, Bookkeeping books) {
    List<Long> product = books.moreProducts(1);
    consumer.signal("STOP");
    try {
      new Wrk(CROWD, 4).invest(write.url(), product);
    } finally {
      consumer.signal("CONT");
    }
    books.drain();
    return books.finalizeRate(product);
  }

  /**
   * Ten minutes of a crowd that reads and invests: the live heap of each service, after the first
   * minute and at the end, and the memory of its process.
   */
  void memory(int minutes) {
    try (Fleet fleet = new Fleet(servers, true)) {
      Service write = fleet.add("write-api", Map.of());
      Service consumer = fleet.add("mq-consumer", Map.of());
      Service read = fleet.add("read-api", Map.of());
      Service gateway = fleet.gateway(write.url(), read.url());
      fleet.start();
      Bookkeeping books = fleet.books();
      Map<String, Service> services =
          Map.of("write-api", write, "mq-consumer", consumer, "read-api", read, "gateway", gateway);
      for (int minute = 1; minute <= minutes; minute++) {
        results.add("memory: load", crowd(45, gateway, books, books.moreProducts(1)));
        new Wrk(CROWD, 10).get(gateway.url() + "/api/product");
        books.drain();
        for (Map.Entry<String, Service> service : services.entrySet()) {
          String name = "memory: " + service.getKey();
          long pid = service.getValue().pid();
          if (minute == 1 || minute == minutes) {
            String when = minute == 1 ? " after a minute" : " at the end";
            results.add(name + " live heap MB" + when, Memory.liveHeap(pid) / 1e6);
            results.add(name + " process MB" + when, Memory.resident(pid) / 1e6);
          }
        }
      }
      books.check();
    }
  }

  /** List and detail, from memory. */
  void reads() {
    try (Fleet fleet = new Fleet(servers, false);
        EmptyService empty = new EmptyService()) {
      fleet.add("write-api", Map.of());
      Service read = fleet.add("read-api", Map.of());
      fleet.start();
      Bookkeeping books = fleet.books();
      long id = books.freshProducts(20).get(0);
      String list = read.url() + "/api/product";
      String detail = list + "/" + id;
      waitFor(() -> length(list) > 20 * 100);
      String emptyList = empty.url() + "/empty?bytes=" + length(list);
      String emptyDetail = empty.url() + "/empty?bytes=" + length(detail);
      for (String url : List.of(list, detail, emptyList, emptyDetail)) {
        new Wrk(CROWD, warmUp).get(url);
      }
      for (int i = 0; i < repeats; i++) {
        Server before = Server.counters(servers, books);
        results.add("list direct", new Wrk(CROWD, seconds).get(list));
        results.add("empty of the list's size", new Wrk(CROWD, seconds).get(emptyList));
        results.add("detail direct", new Wrk(CROWD, seconds).get(detail));
        results.add("empty of the detail's size", new Wrk(CROWD, seconds).get(emptyDetail));
        Server used = Server.counters(servers, books).since(before);
        if (servers.real()) {
          results.add("reads: commits", used.commits());
        }
        results.add("reads: Redis reads per s", used.figureReads() / (4.0 * seconds));
      }
    }
  }

  static void waitFor(BooleanSupplier condition) {
    org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(2)).until(condition::getAsBoolean);
  }

  private static int length(String url) {
    return new Client(url).get("").text().getBytes(StandardCharsets.UTF_8).length;
  }
}
