package io.openbell.write.warmup;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.warmup.WarmUpLoad;
import io.openbell.core.warmup.WarmUpLoad.Call;
import io.openbell.core.warmup.WarmUpProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Before this instance is ready it invests, orders and gets coupons, over HTTP and through the
 * whole chain: controller, desk, lock, transaction, message, consumer. When a part of the chain is
 * away, the instance becomes ready less warm.
 */
@Component
class WarmUp implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /** One of this many requests has an idempotency key. */
  private static final int KEYED = 4;

  /** One of this many requests is an order. */
  private static final int ORDERS = 3;

  /** One of this many requests is for a coupon, unless it is an order. */
  private static final int COUPONS = 5;

  private final WarmUpLoad load;
  private final WarmUpProperties properties;
  private final HiddenProduct product;
  private final HiddenItem item;
  private final HiddenCoupon coupon;
  private final RedissonClient redis;

  WarmUp(
      WarmUpLoad load,
      WarmUpProperties properties,
      HiddenProduct product,
      HiddenItem item,
      HiddenCoupon coupon,
      RedissonClient redis) {
    this.load = load;
    this.properties = properties;
    this.product = product;
    this.item = item;
    this.coupon = coupon;
    this.redis = redis;
  }

  @Override
  public void run(ApplicationArguments arguments) throws InterruptedException {
    if (properties.time().isZero()) {
      return;
    }
    try {
      for (int slot = 0; slot < HiddenProduct.SLOTS; slot++) {
        RLock mine = redis.getLock("lock:warm-up:" + slot);
        if (mine.tryLock(0, lease().toMillis(), TimeUnit.MILLISECONDS)) {
          try {
            warmUp(slot);
          } finally {
            mine.unlock();
          }
          return;
        }
      }
      log.warn("event=not-warmed-up cause=all-slots-taken");
    } catch (RuntimeException e) {
      log.warn("event=not-warmed-up cause={}", e.toString());
    }
  }

  // Longer than it can take: load, finalizing, and clearing twice.
  private Duration lease() {
    return properties.time().plus(properties.patience().multipliedBy(3)).plusSeconds(30);
  }

  private void warmUp(int slot) throws InterruptedException {
    product.ensure(slot);
    product.clear(slot); // what one that was killed has left
    item.ensure(slot);
    if (!item.isFinalizing(slot)) {
      item.clear(slot);
    }
    coupon.ensure(slot);
    coupon.clear(slot);
    load.run(calls(slot));
    long deadline = System.nanoTime() + properties.patience().toNanos();
    while ((product.isFinalizing(slot) || item.isFinalizing(slot))
        && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    product.clear(slot);
    coupon.clear(slot);
    // Who finalizes them later holds their rows while it waits for the item's.
    if (!item.isFinalizing(slot)) {
      item.clear(slot);
    }
  }

  private static LongFunction<Call> calls(int slot) {
    String investment =
        "{\"productId\":%d,\"investAmount\":10,\"allowPartial\":false}"
            .formatted(HiddenProduct.idOf(slot));
    String order =
        "{\"items\":[{\"itemId\":%d,\"quantity\":1}],\"payNow\":true}"
            .formatted(HiddenItem.idOf(slot));
    String issue = "/api/coupon/%d/issue".formatted(HiddenCoupon.idOf(slot));
    List<String> users = HiddenProduct.usersOf(slot);
    return n -> {
      if (n % ORDERS != 0 && n % COUPONS == 0) {
        return new Call(issue, Map.of(ApiHeaders.USER_ID, HiddenCoupon.userOf(slot, n)), "{}");
      }
      String user = users.get((int) (n % users.size()));
      Map<String, String> headers =
          n % KEYED == 0
              ? Map.of(
                  ApiHeaders.USER_ID,
                  user,
                  ApiHeaders.IDEMPOTENCY_KEY,
                  UUID.randomUUID().toString())
              : Map.of(ApiHeaders.USER_ID, user);
      return n % ORDERS == 0
          ? new Call("/api/order", headers, order)
          : new Call("/api/invest", headers, investment);
    };
  }
}
