package io.openbell.gateway;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.warmup.WarmUpLoad;
import io.openbell.core.warmup.WarmUpLoad.Call;
import io.openbell.core.warmup.WarmUpProperties;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Before the gateway is ready it sends requests to itself and so through to the services, when
 * these are there. They invest in a product id that cannot exist, so nothing is taken.
 */
@Component
class WarmUp implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Call LIST = new Call("/api/product", Map.of(), "");
  private static final Call INVEST =
      new Call(
          "/api/invest",
          Map.of(ApiHeaders.USER_ID, "warm-up"),
          "{\"productId\":0,\"investAmount\":10,\"allowPartial\":false}");
  private static final int NO_PRODUCT = 404;

  private final WarmUpLoad load;
  private final WarmUpProperties properties;

  WarmUp(WarmUpLoad load, WarmUpProperties properties) {
    this.load = load;
    this.properties = properties;
  }

  @Override
  public void run(ApplicationArguments arguments) throws InterruptedException {
    if (properties.time().isZero()) {
      return;
    }
    long deadline = System.nanoTime() + properties.patience().toNanos();
    while (load.status(INVEST) != NO_PRODUCT) {
      if (System.nanoTime() > deadline) {
        log.warn("event=not-warmed-up cause=no-write-api");
        return;
      }
      Thread.sleep(200);
    }
    load.run(n -> n % 4 == 0 ? LIST : INVEST);
  }
}
