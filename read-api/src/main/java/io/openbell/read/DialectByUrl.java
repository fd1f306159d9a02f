package io.openbell.read;

import java.util.Map;
import org.hibernate.cfg.AvailableSettings;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.stereotype.Component;

/**
 * Lets Hibernate start while the database is away: it takes the dialect from the JDBC URL instead
 * of asking the database for it. A database of another make than H2 and PostgreSQL is asked as
 * usual.
 */
@Component
class DialectByUrl implements HibernatePropertiesCustomizer {
  private final String product;

  DialectByUrl(DataSourceProperties dataSource) {
    this.product =
        switch (DatabaseDriver.fromJdbcUrl(dataSource.determineUrl())) {
          case H2 -> "H2";
          case POSTGRESQL -> "PostgreSQL";
          default -> "";
        };
  }

  @Override
  public void customize(Map<String, Object> settings) {
    if (!product.isEmpty() && !settings.containsKey(AvailableSettings.DIALECT)) {
      settings.put(AvailableSettings.JAKARTA_HBM2DDL_DB_NAME, product);
      settings.put(AvailableSettings.ALLOW_METADATA_ON_BOOT, false);
    }
  }
}
