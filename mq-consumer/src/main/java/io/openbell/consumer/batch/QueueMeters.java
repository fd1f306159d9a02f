package io.openbell.consumer.batch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.broker.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many messages wait on the broker; not a number while it cannot be asked. */
@Component
class QueueMeters {
  private static final Logger log = LoggerFactory.getLogger(QueueMeters.class);

  private final AmqpAdmin admin;
  private final Map<String, Double> waiting = new ConcurrentHashMap<>();

  QueueMeters(AmqpAdmin admin, MeterRegistry registry, List<Route> routes) {
    this.admin = admin;
    for (Route route : routes) {
      gauge(registry, route.feature(), "finalize", route.queue());
      gauge(registry, route.feature(), "dead-letter", route.deadLetterQueue());
    }
  }

  private void gauge(MeterRegistry registry, String feature, String name, String queue) {
    waiting.put(queue, Double.NaN);
    Gauge.builder("openbell.broker.messages", () -> waiting.get(queue))
        .description("Messages that wait on a queue, without those that somebody has in hand")
        .tag("feature", feature)
        .tag("queue", name)
        .register(registry);
  }

  @Scheduled(fixedDelayString = "${openbell.finalize.count-interval}")
  void count() {
    for (String queue : waiting.keySet()) {
      waiting.put(queue, messagesOn(queue));
    }
  }

  private double messagesOn(String queue) {
    try {
      QueueInformation information = admin.getQueueInfo(queue);
      return information == null ? Double.NaN : information.getMessageCount();
    } catch (AmqpException e) {
      log.debug("event=queue-not-counted queue={} cause={}", queue, e.toString());
      return Double.NaN;
    }
  }
}
