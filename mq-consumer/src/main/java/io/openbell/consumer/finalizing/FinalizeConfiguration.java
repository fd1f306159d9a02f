package io.openbell.consumer.finalizing;

import io.openbell.core.broker.BrokerTopology;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The container that hands batches of messages to the listener. */
@Configuration(proxyBeanMethods = false)
class FinalizeConfiguration {
  private static final long RECONNECT_MILLIS = 1_000;

  /**
   * Takes from the finalize queue, whether or not broker and queue are there yet. It prefetches one
   * batch beyond the one in hand, and stops after that one.
   */
  @Bean
  SimpleMessageListenerContainer finalizeContainer(
      ConnectionFactory connections,
      AmqpAdmin admin,
      FinalizeProperties properties,
      Settler settler,
      FiguresBoard board,
      Parking parking) {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
    container.setListenerId("finalize");
    container.setQueueNames(BrokerTopology.FINALIZE_QUEUE);
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
        new FinalizeListener(settler, board, parking, properties, container::isActive));
    return container;
  }
}
