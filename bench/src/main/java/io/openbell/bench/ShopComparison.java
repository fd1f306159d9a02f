package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.testkit.process.Service;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Every measurement of the shop, each beside what it is compared with. */
final class ShopComparison {
  private static final int ITEMS = 1_000;

  /** Who buys while the crowd looks. */
  private static final int BUYERS = 64;

  /** As OrderQueries and PointQueries ask for them. */
  private static final Map<String, String> QUERIES =
      Map.of(
          "GET /api/order/my beside a million orders",
          """
          select o.order_id, o.user_id, o.status, o.total, o.created_at, o.pay_by
            from (select order_id from shop_order where user_id = 'user0-7'
                   order by user_id desc, order_id desc
                  offset 0 rows fetch next 20 rows only) listed
            join shop_order o on o.order_id = listed.order_id
           order by o.order_id desc""",
          "GET /api/order/my beside a million orders, how many",
          "select count(*) from shop_order where user_id = 'user0-7'",
          "GET /api/point/my/log beside a million orders",
          """
          select entry_id, kind, amount, booked_after, created_at
            from point_entry where user_id = 'user0-7'
           order by account_version desc offset 0 rows fetch first 20 rows only""");

  private final BackingServers servers;
  private final Results results;
  private final int seconds;
  private final int repeats;
  private final int warmUp;

  /** For what is compared only: half as long. */
  private final int half;

  /**
   * @param seconds of one run of load
   * @param repeats of every run
   * @param warmUp seconds of load on each target before it is measured
   */
  ShopComparison(BackingServers servers, Results results, int seconds, int repeats, int warmUp) {
    this.servers = servers;
    this.results = results;
    this.seconds = seconds;
    this.repeats = repeats;
    this.warmUp = warmUp;
    this.half = (seconds + 1) / 2;
  }

  /** The services of the comparison. */
  private record Shop(
      Service write,
      Service single,
      Service consumer,
      Service read,
      Service gateway,
      Service gatewaySingle,
      Bookkeeping products,
      ShopBookkeeping items) {}

  /** All of it. */
  void run() {
    try (Fleet fleet = new Fleet(servers, false)) {
      Service write = fleet.add("write-api", Map.of());
      Service single = fleet.add("write-api", Map.of("openbell.desk.max-group", "1"));
      Service consumer = fleet.add("mq-consumer", Map.of());
      Service read = fleet.add("read-api", Map.of());
      Service gateway = fleet.gateway(write.url(), read.url());
      Service gatewaySingle = fleet.gateway(single.url(), read.url());
      fleet.start();
      Bookkeeping products = fleet.books();
      Shop shop =
          new Shop(
              write, single, consumer, read, gateway, gatewaySingle, products, products.shop());
      warm(shop);
      for (int i = 0; i < repeats; i++) {
        orders(shop);
        soldOut(shop);
        details(shop);
      }
      if (servers.real()) {
        million(shop);
      }
      profile(shop); // last: what is recorded costs the services something for a while
    }
  }

  private void warm(Shop shop) {
    int part = (warmUp + 3) / 4;
    for (Service target : List.of(shop.write(), shop.gateway())) {
      List<Long> all = shop.items().freshItems(ITEMS, ShopBookkeeping.PLENTY);
      new Wrk(Comparison.CROWD, 2 * part).order(target.url(), all.subList(0, 1), 1);
      new Wrk(Comparison.CROWD, part).order(target.url(), all, 3);
      shop.items().drain();
      new Wrk(Comparison.CROWD, part).invest(target.url(), shop.products().moreProducts(1));
    }
    for (Service target : List.of(shop.single(), shop.gatewaySingle())) {
      List<Long> hot = shop.items().freshItems(1, ShopBookkeeping.PLENTY);
      new Wrk(Comparison.CROWD, part).order(target.url(), hot, 1);
      shop.items().drain();
    }
    for (String url : List.of(itemUrl(shop), productUrl(shop))) {
      new Wrk(Comparison.CROWD, 2 * part).get(url);
    }
    shop.products().drain();
  }

  private void orders(Shop shop) {
    order("order gateway", shop, shop.gateway(), 1, 1, seconds);
    order("order gateway max-group=1", shop, shop.gatewaySingle(), 1, 1, half);
    invest("invest gateway", shop, shop.gateway());
    order("order 1,000 items", shop, shop.gateway(), ITEMS, 1, seconds);
    order("order three of 1,000 items", shop, shop.gateway(), ITEMS, 3, seconds);
    order("order direct", shop, shop.write(), 1, 1, seconds);
    order("order direct max-group=1", shop, shop.single(), 1, 1, half);
    invest("invest direct", shop, shop.write());
  }

  private void order(String name, Shop shop, Service target, int count, int lines, int time) {
    List<Long> items = shop.items().freshItems(count, ShopBookkeeping.PLENTY);
    Load load = new Wrk(Comparison.CROWD, time).order(target.url(), items, lines);
    double drained = shop.items().drain();
    results.add(name, load.of(shop.items().orders()));
    results.add(name + ": drained after s", drained);
    results.add(name + ": paid p99 ms", shop.items().paidP99());
    shop.items().check();
  }

  private void invest(String name, Shop shop, Service target) {
    List<Long> product = shop.products().freshProducts(1);
    Load load = new Wrk(Comparison.CROWD, half).invest(target.url(), product);
    shop.products().drain();
    results.add(name, load.of(shop.products().accepted(product)));
    shop.products().check();
  }

  private void soldOut(Shop shop) {
    List<Long> item = shop.items().freshItems(1, 1);
    new Wrk(1, 1).order(shop.write().url(), item, 1);
    results.add(
        "order sold out", new Wrk(Comparison.CROWD, half).order(shop.write().url(), item, 1));
    shop.items().drain();
    shop.items().check();
    List<Long> product = shop.products().freshProducts(1, 1);
    new Wrk(1, 1).invest(shop.write().url(), product);
    results.add(
        "invest sold out", new Wrk(Comparison.CROWD, half).invest(shop.write().url(), product));
    shop.products().drain();
    shop.products().check();
  }

  private static String itemUrl(Shop shop) {
    long item = shop.items().freshItems(1, ShopBookkeeping.PLENTY).get(0);
    return shop.read().url() + "/api/item/" + item;
  }

  private static String productUrl(Shop shop) {
    return shop.read().url() + "/api/product/" + shop.products().freshProducts(1).get(0);
  }

  /** The exact item beside the product from memory, at rest and while the item is sold. */
  private void details(Shop shop) {
    String product = productUrl(shop);
    results.add("product detail", new Wrk(Comparison.CROWD, half).get(product));
    itemDetail("item detail", shop, itemUrl(shop));
    List<Long> items = shop.items().freshItems(1, ShopBookkeeping.PLENTY);
    CompletableFuture<Load> selling =
        CompletableFuture.supplyAsync(
            () -> new Wrk(BUYERS, 2 * half + 1).order(shop.write().url(), items, 1));
    results.add("product detail while it sells", new Wrk(Comparison.CROWD, half).get(product));
    itemDetail("item detail while it sells", shop, shop.read().url() + "/api/item/" + items.get(0));
    results.add("order while many look", selling.join());
    shop.items().drain();
    shop.items().check();
  }

  private void itemDetail(String name, Shop shop, String url) {
    double before = exactQueries(shop.read());
    long start = System.nanoTime();
    results.add(name, new Wrk(Comparison.CROWD, half).get(url));
    results.add(
        name + ": queries per ms",
        (exactQueries(shop.read()) - before) / ((System.nanoTime() - start) / 1e6));
  }

  private static double exactQueries(Service read) {
    int port = URI.create(read.managementUrl()).getPort();
    return MetricsPage.of(port).value("openbell_item_exact_readers_count");
  }

  private void profile(Shop shop) {
    List<Long> items = shop.items().freshItems(1, ShopBookkeeping.PLENTY);
    Comparison.profile(
        results,
        "sale",
        Map.of(
            "gateway", shop.gateway(), "write-api", shop.write(), "mq-consumer", shop.consumer()),
        () -> new Wrk(Comparison.CROWD, seconds).order(shop.gateway().url(), items, 1));
    shop.items().drain();
  }

  /** What a million orders of others cost; on PostgreSQL only. */
  private void million(Shop shop) {
    for (String beside : List.of("none", "a million orders")) {
      List<Long> items = shop.items().freshItems(1, ShopBookkeeping.PLENTY);
      // The users as whom wrk reads: 20 orders each.
      shop.items().seedOwn(items.get(0));
      if (!beside.equals("none")) {
        shop.items().seedMillion(items.get(0));
      }
      for (String path : List.of("/api/order/my", "/api/point/my/log")) {
        new Wrk(BUYERS, Math.max(2, warmUp / 4)).get(shop.read().url() + path);
        for (int i = 0; i < repeats; i++) {
          results.add(
              path + " beside " + beside, new Wrk(BUYERS, half).get(shop.read().url() + path));
        }
      }
      for (int i = 0; i < repeats; i++) {
        long before = shop.items().orders();
        Load load = new Wrk(Comparison.CROWD, half).order(shop.write().url(), items, 1);
        shop.items().drain();
        results.add("order beside " + beside, load.of(shop.items().orders() - before));
      }
      shop.items().check();
    }
    QUERIES.forEach((name, query) -> results.plan(name, shop.products().plan(query)));
  }
}
