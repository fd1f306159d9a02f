package io.openbell.write.product;

import org.springframework.data.repository.Repository;

/** Stores the status of a product just registered. */
interface ProductInvestStatusRepository extends Repository<ProductInvestStatus, Long> {
  /** Stores the status of a product that is already stored. */
  ProductInvestStatus save(ProductInvestStatus status);
}
