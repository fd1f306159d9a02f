package io.openbell.read;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.warmup.WarmUpLoad;
import io.openbell.core.warmup.WarmUpLoad.Call;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Before this instance is ready it reads what everybody will read, and so fills its caches, too.
 */
@Component
class WarmUp implements ApplicationRunner {
  private static final Map<String, String> USER = Map.of(ApiHeaders.USER_ID, "warm-up");
  private static final List<Call> CALLS =
      List.of(
          new Call("/api/product", Map.of(), ""),
          new Call("/api/product/1", Map.of(), ""),
          new Call("/api/product", Map.of(), ""),
          new Call("/api/item", Map.of(), ""),
          new Call("/api/item/1", Map.of(), ""),
          new Call("/api/coupon", Map.of(), ""),
          new Call("/api/coupon/1", Map.of(), ""),
          new Call("/api/product/my/invest", USER, ""),
          new Call("/api/product/my/invest/log", USER, ""),
          new Call("/api/order/my", USER, ""));

  private final WarmUpLoad load;

  WarmUp(WarmUpLoad load) {
    this.load = load;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    load.run(n -> CALLS.get((int) (n % CALLS.size())));
  }
}
