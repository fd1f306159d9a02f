package io.openbell.write.order;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long orders wait for their payment.
 *
 * @param payWithin what an order reserves goes back when it is not paid so long after it was made
 * @param sweepInterval pause between two looks for orders that have expired
 * @param sweepBatch most orders that expire in one transaction
 */
@ConfigurationProperties("openbell.order")
record OrderProperties(
    @DefaultValue("10m") Duration payWithin,
    @DefaultValue("1s") Duration sweepInterval,
    @DefaultValue("500") int sweepBatch) {

  /**
   * @throws IllegalArgumentException naming the property whose value makes no sense
   */
  OrderProperties {
    if (payWithin.toMillis() < 1 || sweepInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "openbell.order.pay-within and sweep-interval must be at least 1ms");
    }
    if (sweepBatch < 1) {
      throw new IllegalArgumentException("openbell.order.sweep-batch must be at least 1");
    }
  }
}
