package io.openbell.core.database;

import com.zaxxer.hikari.HikariDataSource;
import io.openbell.core.figures.CommittedFigures;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What a service with a database imports: safe pools, the committed figures, error answers. Its
 * tables are its own business.
 */
@Configuration(proxyBeanMethods = false)
@Import({CommittedFigures.class, DatabaseErrors.class})
public class DatabaseConfiguration {

  /** No service can forget to evict {@link LostConnections}, or to have H2 write at each commit. */
  @Bean
  static BeanPostProcessor poolsAreMadeSafe() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof HikariDataSource pool) {
          if (pool.getExceptionOverrideClassName() == null) {
            pool.setExceptionOverride(new LostConnections());
          }
          H2Commits.areWrittenAtOnce(pool);
        }
        return bean;
      }
    };
  }
}
