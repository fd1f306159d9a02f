package io.openbell.write.desk;

import io.openbell.core.broker.InvestmentsAccepted;

/** Told of every committed group, after its clients are answered. Must not block. */
@FunctionalInterface
public interface GroupListener {
  /** The group is durable: should this call be lost, the relay finds it. */
  void committed(InvestmentsAccepted group);
}
