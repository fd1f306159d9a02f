package io.openbell.write.product;

import org.springframework.data.repository.Repository;

/** Registers products. Save the product first, then its status. */
interface ProductRepository extends Repository<Product, Long> {
  /** Stores the product; it has its id afterwards. */
  Product save(Product product);
}
