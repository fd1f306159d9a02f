package io.openbell.consumer.batch;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.stereotype.Component;

/** Makes the containers that hand batches of messages to be finalized, one for each feature. */
@Component
public class BatchContainers {
  private static final long RECONNECT_MILLIS = 1_000;

  private final ConnectionFactory connections;
  private final AmqpAdmin admin;
  private final FinalizeProperties properties;
  private final Parking parking;
  private final Traces traces;
  private final MeterRegistry registry;

  BatchContainers(
      ConnectionFactory connections,
      AmqpAdmin admin,
      FinalizeProperties properties,
      Parking parking,
      Traces traces,
      MeterRegistry registry) {
    this.connections = connections;
    this.admin = admin;
    this.properties = properties;
    this.parking = parking;
    this.traces = traces;
    this.registry = registry;
  }

  /**
   * Takes from the feature's queue, whether or not broker and queue are there yet. It prefetches
   * one batch beyond the one in hand, and stops after that one. To be made a bean.
   */
  public <P extends Part> SimpleMessageListenerContainer of(Finalizing<P> finalizing) {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
    container.setListenerId("finalize-" + finalizing.route().feature());
    container.setQueueNames(finalizing.route().queue());
    container.setAmqpAdmin(admin);
    container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
    container.setConsumerBatchEnabled(true);
    container.setDeBatchingEnabled(true);
    container.setBatchSize(properties.batchSize());
    container.setPrefetchCount(Math.multiplyExact(2, properties.batchSize()));
    container.setConcurrentConsumers(properties.concurrency());
    container.setReceiveTimeout(properties.receiveTimeout().toMillis());
    // A trickle must not hold back its first message for the whole batch.
    container.setBatchReceiveTimeout(properties.receiveTimeout().multipliedBy(2).toMillis());
    // The admin declares the topology on every new connection. This would only look for queues that
    // delete themselves, and fill the log while the broker is away.
    container.setAutoDeclare(false);
    container.setMissingQueuesFatal(false);
    container.setPossibleAuthenticationFailureFatal(false);
    container.setRecoveryInterval(RECONNECT_MILLIS);
    container.setForceStop(true);
    container.setShutdownTimeout(properties.shutdownTimeout().toMillis());
    container.setMessageListener(
        new BatchListener<>(
            finalizing, parking, traces, properties, registry, container::isActive));
    return container;
  }
}
