package io.openbell.e2e.faults;

import io.openbell.e2e.ShopClient;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.ClientLog;
import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ClientLog.Request;
import io.openbell.testkit.audit.ClientLog.Shown;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.http.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Careful clients: each invests, or shops, at a steady pace, asks again with the same key until it
 * knows what became of it, and writes down everything. One more looks at the products and items.
 */
final class Crowd {
  private static final Duration PACE = Duration.ofMillis(100);
  static final Duration AGAIN = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Client> gateways;
  private final List<Long> products;
  private final ClientLog log;
  private final List<ShopClient> shops;
  private final List<Long> items;
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean closing;
  private volatile Instant giveUp = Instant.MAX;

  /**
   * @param gateways any of which may be asked
   */
  Crowd(List<Client> gateways, List<Long> products, ClientLog log) {
    this(gateways, products, log, List.of(), new ShopLog());
  }

  /**
   * @param gateways any of which may be asked
   */
  Crowd(
      List<Client> gateways,
      List<Long> products,
      ClientLog log,
      List<Long> items,
      ShopLog shopLog) {
    this.gateways = gateways;
    this.products = products;
    this.log = log;
    this.items = items;
    this.shops = gateways.stream().map(gateway -> new ShopClient(gateway, shopLog)).toList();
  }

  /** Begins to invest, to shop, and to look. */
  void start(int investors, int shoppers, long seed) {
    for (int i = 0; i < investors; i++) {
      String user = "user" + i;
      Random random = new Random(seed * 1_000 + i);
      run(() -> invest(user, random));
    }
    for (int i = 0; i < shoppers; i++) {
      Random random = new Random(seed * 1_000 + 500 + i);
      Shopper shopper = new Shopper("shopper" + i, shops, items, random, this::isPatient);
      run(() -> shop(shopper));
    }
    run(
        () -> {
          while (!closing) {
            look();
            LockSupport.parkNanos(PACE.toNanos());
          }
        });
  }

  private void run(Runnable caller) {
    Thread thread = new Thread(caller, "crowd");
    thread.setDaemon(true);
    thread.start();
    callers.add(thread);
  }

  /** Nobody begins anything new; returns when everybody knows, or after a minute. */
  void settle() throws InterruptedException {
    giveUp = Instant.now().plus(PATIENCE);
    closing = true;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private boolean isPatient() {
    return Instant.now().isBefore(giveUp);
  }

  private void shop(Shopper shopper) {
    while (!closing) {
      long next = System.nanoTime() + PACE.toNanos();
      shopper.act();
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void invest(String user, Random random) {
    while (!closing) {
      long next = System.nanoTime() + PACE.toNanos();
      Request request =
          new Request(
              user,
              new UUID(random.nextLong(), random.nextLong()).toString(),
              products.get(random.nextInt(products.size())),
              1 + random.nextInt(100),
              random.nextInt(5) == 0);
      int gateway = random.nextInt(gateways.size());
      while (!ask(request, gateway).definite() && isPatient()) {
        gateway++; // as a load balancer would
        LockSupport.parkNanos(AGAIN.toNanos());
      }
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** One attempt, at this gateway of all. */
  Entry ask(Request request, int number) {
    Instant sent = Instant.now();
    Client gateway = gateways.get(number % gateways.size());
    Entry entry;
    try {
      Reply reply =
          gateway
              .send(
                  "POST",
                  "/api/invest",
                  Map.of("X-USER-ID", request.user(), "Idempotency-Key", request.key()),
                  "{\"productId\":%d,\"investAmount\":%d,\"allowPartial\":%b}"
                      .formatted(request.product(), request.amount(), request.allowPartial()))
              .join();
      entry =
          new Entry(
              request, sent, Instant.now(), reply.status(), reply.code(), taken(request, reply));
    } catch (CompletionException e) {
      entry = new Entry(request, sent, Instant.now(), 0, "", 0);
    }
    log.add(entry);
    return entry;
  }

  private static long taken(Request request, Reply reply) {
    if (reply.status() != 200 || !reply.ok()) {
      return 0;
    }
    JsonNode data = reply.data();
    return data.isObject() ? data.get("investAmount").asLong() : request.amount();
  }

  /** Looks at the products and items once, through any gateway that answers. */
  void look() {
    lookAtProducts();
    for (ShopClient shop : shops) {
      try {
        items.forEach(shop::look);
        return;
      } catch (CompletionException | IllegalStateException e) {
        // the next one
      }
    }
  }

  private void lookAtProducts() {
    for (Client gateway : gateways) {
      try {
        Reply reply = gateway.get("/api/product?size=100");
        if (reply.status() == 200) {
          Instant now = Instant.now();
          for (JsonNode product : reply.data().get("list")) {
            log.add(
                new Shown(
                    now,
                    product.get("productId").asLong(),
                    product.get("currentInvestingAmount").asLong(),
                    product.get("totalInvestingAmount").asLong()));
          }
          return;
        }
      } catch (CompletionException e) {
        // the next one
      }
    }
  }
}
