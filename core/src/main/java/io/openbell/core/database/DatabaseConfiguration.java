package io.openbell.core.database;

import com.querydsl.jpa.impl.JPAQueryFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.invest.InvestLog;
import io.openbell.core.invest.InvestQueries;
import io.openbell.core.product.Product;
import io.openbell.core.product.ProductQueries;
import jakarta.persistence.EntityManager;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** What a service with a database imports: entities, repositories, queries, error answers. */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = {Product.class, InvestLog.class})
@EnableJpaRepositories(basePackageClasses = {Product.class, InvestLog.class})
@Import({ProductQueries.class, InvestQueries.class, CommittedFigures.class, DatabaseErrors.class})
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

  @Bean
  JPAQueryFactory queryFactory(EntityManager entityManager) {
    return new JPAQueryFactory(entityManager);
  }
}
