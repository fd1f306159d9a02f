package io.openbell.core.product;

import org.springframework.data.repository.Repository;

/** Stores the status of a product just registered. */
public interface ProductInvestStatusRepository extends Repository<ProductInvestStatus, Long> {
  /** Stores the status of a product that is already stored. */
  ProductInvestStatus save(ProductInvestStatus status);
}
