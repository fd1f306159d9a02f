package io.openbell.read.product;

import static io.openbell.core.product.ProductTopics.PRODUCT_REGISTERED;

import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.listener.StatusListener;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Listens for new products, and drops what was cached without them. Redis does not keep these
 * messages: a product that is registered while Redis is away is never announced. So every
 * (re)subscription drops the cache, too. Without Redis a new product is shown when the catalogue's
 * time to live is over.
 */
@Component
class ProductRegistrations {
  private static final Logger log = LoggerFactory.getLogger(ProductRegistrations.class);

  private final RedissonClient redis;
  private final Catalogue catalogue;
  private final LiveProducts live;
  private boolean subscribed;
  private boolean refusalLogged;
  private volatile boolean reloadOwed;

  ProductRegistrations(RedissonClient redis, Catalogue catalogue, LiveProducts live) {
    this.redis = redis;
    this.catalogue = catalogue;
    this.live = live;
  }

  /** Subscribes until it worked once; Redisson itself subscribes again after a lost connection. */
  @Scheduled(fixedDelayString = "${openbell.read.subscribe-retry}")
  void subscribe() {
    if (subscribed) {
      if (reloadOwed) {
        reload();
      }
      return;
    }
    try {
      RTopic topic = redis.getTopic(PRODUCT_REGISTERED, StringCodec.INSTANCE);
      topic.addListener(String.class, (channel, productId) -> registered(productId));
      topic.addListener(new Resubscribed());
      subscribed = true;
      reload();
      log.info("event=subscribed topic={}", PRODUCT_REGISTERED);
    } catch (RuntimeException e) {
      if (!refusalLogged) {
        refusalLogged = true;
        log.warn("event=not-subscribed topic={} cause={}", PRODUCT_REGISTERED, e.toString());
      }
    }
  }

  private void registered(String productId) {
    try {
      long id = Long.parseLong(productId);
      catalogue.forget(id);
      live.forget(id);
    } catch (NumberFormatException e) {
      log.warn("event=unreadable-registration length={}", productId.length());
    }
    reload();
  }

  // The catalogue first: the live products are made from it. One at a time, so that an older list
  // never overwrites a newer one.
  private synchronized void reload() {
    try {
      catalogue.reload();
      reloadOwed = false;
      live.forgetNotFinished();
    } catch (RuntimeException e) {
      reloadOwed = true;
      log.warn("event=catalogue-not-reloaded cause={}", e.toString());
    }
  }

  private final class Resubscribed implements StatusListener {
    @Override
    public void onSubscribe(String channel) {
      reload();
    }

    @Override
    public void onUnsubscribe(String channel) {}
  }
}
