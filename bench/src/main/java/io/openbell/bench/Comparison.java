package io.openbell.bench;

import io.openbell.e2e.ServiceProcess;
import io.openbell.standalone.backing.BackingServers;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Every measurement of the report, each beside what it is compared with. */
final class Comparison {
  static final int CROWD = 500;

  private final BackingServers servers;
  private final Results results;
  private final int seconds;
  private final int repeats;
  private final int warmUp;

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
    try (Fleet fleet = new Fleet(servers);
        EmptyService empty = new EmptyService()) {
      ServiceProcess write = fleet.add("write-api", Map.of());
      ServiceProcess single = fleet.add("write-api", Map.of("openbell.desk.max-group", "1"));
      ServiceProcess second = fleet.add("write-api", Map.of());
      ServiceProcess consumer = fleet.add("mq-consumer", Map.of());
      String read = "http://127.0.0.1:1";
      ServiceProcess gateway = fleet.gateway(write.url(), read);
      ServiceProcess gatewaySingle = fleet.gateway(single.url(), read);
      ServiceProcess gatewayEmpty = fleet.gateway(empty.url(), read);
      ServiceProcess gatewayTwo = fleet.gateway(write.url() + "," + second.url(), read);
      fleet.start();
      Bookkeeping books = fleet.books();
      List<ServiceProcess> all =
          List.of(write, single, second, gateway, gatewaySingle, gatewayTwo, gatewayEmpty);
      for (ServiceProcess one : all) {
        new Wrk(CROWD, one == gatewayEmpty || one == single ? warmUp / 2 : warmUp)
            .invest(one.url(), books.moreProducts(1, Long.MAX_VALUE / 2));
      }
      new Wrk(CROWD, warmUp / 2).invest(empty.url(), List.of(1L));
      books.drain();
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
      results.add("consumer", consumer.pid());
    }
  }

  private void soldOut(ServiceProcess write, Bookkeeping books) {
    List<Long> product = books.freshProducts(1, 1);
    new Wrk(1, 1).invest(write.url(), product);
    results.add("sold out direct", new Wrk(CROWD, seconds).invest(write.url(), product));
  }

  private void alone(String name, ServiceProcess write, Bookkeeping books) {
    results.add(name, new Wrk(1, Math.min(5, seconds)).invest(write.url(), books.freshProducts(1)));
    books.drain();
  }

  private void invest(String name, ServiceProcess target, Bookkeeping books, int products) {
    List<Long> hot = books.freshProducts(products);
    Server before = Server.counters(servers, books);
    Load load = new Wrk(CROWD, seconds).invest(target.url(), hot);
    double drained = books.drain();
    long accepted = books.accepted();
    results.add(name, new Load(accepted, load.seconds(), load.p50(), load.p99(), load.failures()));
    results.add(name + ": drained after s", drained);
    results.add(name + ": finalized p99 ms", books.finalizeP99());
    Server used = Server.counters(servers, books).since(before);
    results.add(name + ": commits per accepted", used.commits() / (double) accepted);
    results.add(name + ": locks per accepted", used.locks() / (double) accepted);
    results.add(name + ": messages per accepted", used.messages() / (double) accepted);
    books.check();
  }

  /** The first seconds of a system that has just reported ready. */
  void cold() {
    for (int i = 0; i < repeats; i++) {
      try (Fleet fleet = new Fleet(servers)) {
        ServiceProcess write = fleet.add("write-api", Map.of());
        fleet.add("mq-consumer", Map.of());
        ServiceProcess read = fleet.add("read-api", Map.of());
        ServiceProcess gateway = fleet.gateway(write.url(), read.url());
        long start = System.nanoTime();
        fleet.start();
        results.add("cold: ready after s", (System.nanoTime() - start) / 1e9);
        Bookkeeping books = fleet.books();
        List<Long> product = books.freshProducts(1);
        results.add("cold", accepted(books, new Wrk(CROWD, 5).invest(gateway.url(), product)));
        books.drain();
        new Wrk(CROWD, 4 * warmUp).invest(gateway.url(), product);
        books.drain();
        List<Long> warm = books.freshProducts(1);
        results.add("cold: warm", accepted(books, new Wrk(CROWD, 10).invest(gateway.url(), warm)));
        books.drain();
        books.check();
      }
    }
  }

  private static Load accepted(Bookkeeping books, Load load) {
    return new Load(books.accepted(), load.seconds(), load.p50(), load.p99(), load.failures());
  }

  /** List and detail, from memory. */
  void reads() {
    try (Fleet fleet = new Fleet(servers);
        EmptyService empty = new EmptyService()) {
      fleet.add("write-api", Map.of());
      ServiceProcess read = fleet.add("read-api", Map.of());
      fleet.start();
      Bookkeeping books = fleet.books();
      long id = books.freshProducts(20).get(0);
      String list = read.url() + "/api/product";
      String detail = list + "/" + id;
      waitFor(() -> Http.length(list) > 20 * 100);
      String emptyList = empty.url() + "/empty?bytes=" + Http.length(list);
      String emptyDetail = empty.url() + "/empty?bytes=" + Http.length(detail);
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
        results.add("reads: commits", used.commits());
        results.add("reads: Redis reads per s", used.figureReads() / (4.0 * seconds));
      }
    }
  }

  static void waitFor(BooleanSupplier condition) {
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(condition::getAsBoolean);
  }
}
