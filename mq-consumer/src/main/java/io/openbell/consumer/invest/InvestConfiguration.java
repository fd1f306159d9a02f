package io.openbell.consumer.invest;

import com.zaxxer.hikari.HikariDataSource;
import io.openbell.consumer.batch.BatchContainers;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Route;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What finalizing investments needs of broker and database. */
@Configuration(proxyBeanMethods = false)
class InvestConfiguration {
  @Bean
  Route investments() {
    return BrokerTopology.INVESTMENTS;
  }

  @Bean
  SimpleMessageListenerContainer investContainer(BatchContainers containers, Finalizer finalizer) {
    return containers.of(finalizer);
  }

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
}
