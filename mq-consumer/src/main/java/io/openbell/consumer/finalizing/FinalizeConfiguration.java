package io.openbell.consumer.finalizing;

import com.zaxxer.hikari.HikariDataSource;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.ConfirmedPublisher;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The container that hands batches of messages to the listener. */
@Configuration(proxyBeanMethods = false)
class FinalizeConfiguration {
  private static final long RECONNECT_MILLIS = 1_000;

  /**
   * Has PostgreSQL look up the logs of a batch by their ids. It would not by itself: after a few
   * batches it keeps one plan for all, and made while the table was empty, as it is when a first
   * sale opens, that is to read the whole table for each batch, until it is analyzed a minute or
   * two later.
   */
  @Bean
  static BeanPostProcessor plansThatSuitAGrowingTable() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool
            && pool.getJdbcUrl() != null
            && pool.getJdbcUrl().startsWith("jdbc:postgresql:")
            && pool.getConnectionInitSql() == null) {
          pool.setConnectionInitSql("set enable_seqscan = off");
        }
        return bean;
      }
    };
  }

  @Bean
  ConfirmedPublisher confirmedPublisher(
      ConnectionFactory connections, FinalizeProperties properties) {
    return new ConfirmedPublisher(connections, properties.parkTimeout());
  }

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
      FiguresUpdate figures,
      Parking parking,
      Traces traces) {
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
        new BatchListener(settler, figures, parking, traces, properties, container::isActive));
    return container;
  }
}
