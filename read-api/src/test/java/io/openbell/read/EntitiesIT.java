package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The service starts without a database, so it cannot compare its entities with the tables then.
 */
class EntitiesIT {

  @Test
  void hibernateFindsEveryEntityInTheMigratedSchema() {
    try (ConfigurableApplicationContext service =
        TestServers.start(
            "spring.jpa.hibernate.ddl-auto=validate",
            "spring.cache.jcache.config=file:./src/main/resources/ehcache.xml",
            "openbell.warm-up.time=0s")) {
      EntityManagerFactory entities = service.getBean(EntityManagerFactory.class);
      assertThat(entities.getProperties()).containsEntry("hibernate.hbm2ddl.auto", "validate");
      assertThat(entities.getMetamodel().getEntities())
          .extracting(EntityType::getName)
          .containsExactlyInAnyOrder("ListedProduct", "InvestedProduct", "InvestLog", "UserTotal");
    }
  }
}
