package io.openbell.e2e.faults;

import io.openbell.e2e.ShopClient;
import io.openbell.e2e.ShopClient.Told;
import io.openbell.testkit.audit.ShopLog.Cancel;
import io.openbell.testkit.audit.ShopLog.Charge;
import io.openbell.testkit.audit.ShopLog.Order;
import io.openbell.testkit.audit.ShopLog.Pay;
import io.openbell.testkit.audit.ShopLog.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A careful customer of the shop, who asks again with the same key until it is known what became of
 * it.
 */
final class Shopper {
  private static final long CHARGE = 1_000;

  private final String user;
  private final List<ShopClient> gateways;
  private final List<Long> items;
  private final Random random;
  private final BooleanSupplier isPatient;

  /**
   * @param gateways any of which may be asked
   * @param isPatient whether to ask once more
   */
  Shopper(
      String user,
      List<ShopClient> gateways,
      List<Long> items,
      Random random,
      BooleanSupplier isPatient) {
    this.user = user;
    this.gateways = gateways;
    this.items = items;
    this.random = random;
    this.isPatient = isPatient;
  }

  /** Charges points, or orders something and pays, cancels or forgets it. */
  void act() {
    if (random.nextInt(5) == 0) {
      settle(new Charge(user, key(), CHARGE));
      return;
    }
    Told order = settle(new Order(user, key(), basket(), random.nextBoolean()));
    if (!order.ok() || ((Order) order.attempt().request()).payNow()) {
      return;
    }
    UUID id = UUID.fromString(order.attempt().id());
    switch (random.nextInt(4)) {
      case 0 -> settle(new Cancel(user, key(), id));
      case 1, 2 -> settle(new Pay(user, key(), id));
      default -> {} // it expires
    }
  }

  private Map<Long, Long> basket() {
    Map<Long, Long> quantities = new HashMap<>();
    for (int i = random.nextInt(items.size()); i >= 0; i--) {
      quantities.put(items.get(random.nextInt(items.size())), 1L + random.nextInt(2));
    }
    return quantities;
  }

  private String key() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Told settle(Request request) {
    int gateway = random.nextInt(gateways.size());
    Told told = gateways.get(gateway).ask(request).join();
    while (!told.attempt().definite() && isPatient.getAsBoolean()) {
      LockSupport.parkNanos(Crowd.AGAIN.toNanos());
      gateway++; // as a load balancer would
      told = gateways.get(gateway % gateways.size()).ask(request).join();
    }
    return told;
  }
}
