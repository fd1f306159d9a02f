package io.openbell.write.order;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.write.publish.GroupPublisher;
import java.util.List;
import org.springframework.stereotype.Component;

/** Publishes payments right after their commit: one message for a group. */
@Component
class PaymentPublisher implements PaymentsToPublish {
  private final GroupPublisher publisher;

  PaymentPublisher(GroupPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void publishSoon(List<AcceptedPayment> payments) {
    publisher.publishSoon(BrokerTopology.PAYMENTS, PendingPayments.event(payments));
  }
}
