package io.openbell.write.order;

import java.util.List;

/** Is told of payments right after their commit, to have them finalized at once. */
@FunctionalInterface
interface PaymentsToPublish {
  /**
   * These are committed as PENDING. Must not block: should it be lost, the relay finds what is
   * PENDING.
   *
   * @param payments of one commit, at least one
   */
  void publishSoon(List<AcceptedPayment> payments);
}
