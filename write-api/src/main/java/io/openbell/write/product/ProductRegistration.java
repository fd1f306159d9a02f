package io.openbell.write.product;

import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.core.product.ProductTopics;
import io.openbell.write.disk.DatabaseDisk;
import java.time.Clock;
import java.time.Instant;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Registers a product with its status row, and announces it to read-api. */
@Service
class ProductRegistration {
  private static final Logger log = LoggerFactory.getLogger(ProductRegistration.class);

  private final ProductRepository products;
  private final ProductInvestStatusRepository statuses;
  private final TransactionTemplate transaction;
  private final RedissonClient redis;
  private final DatabaseDisk disk;
  private final Clock clock;

  ProductRegistration(
      ProductRepository products,
      ProductInvestStatusRepository statuses,
      PlatformTransactionManager transactions,
      RedissonClient redis,
      DatabaseDisk disk,
      Clock clock) {
    this.products = products;
    this.statuses = statuses;
    this.transaction = new TransactionTemplate(transactions);
    this.redis = redis;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Blocks until the product is durable.
   *
   * @return its id
   * @throws ApiException when the database's disk has no room for it
   */
  long register(String title, long total, Instant startedAt, Instant finishedAt) {
    if (disk.isFull()) {
      throw DatabaseErrors.diskFull();
    }
    Long productId =
        transaction.execute(
            status -> {
              Product product =
                  products.save(new Product(title, total, startedAt, finishedAt, clock.instant()));
              statuses.save(new ProductInvestStatus(product));
              return product.productId();
            });
    if (productId == null) {
      throw new IllegalStateException("the registration returned nothing");
    }
    tellReaders(productId);
    return productId;
  }

  // Readers that do not hear of it see the product when their cached list expires.
  private void tellReaders(long productId) {
    try {
      redis
          .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
          .publish(Long.toString(productId));
    } catch (RuntimeException e) {
      log.warn("event=readers-not-told product={} cause={}", productId, e.toString());
    }
  }
}
