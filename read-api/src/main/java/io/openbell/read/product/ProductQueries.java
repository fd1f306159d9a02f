package io.openbell.read.product;

import com.querydsl.core.types.ConstructorExpression;
import com.querydsl.core.types.Projections;
import com.querydsl.jpa.impl.JPAQueryFactory;
import io.openbell.core.product.UnlistedProducts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads products from the database, straight into records. */
@Repository
@Transactional(readOnly = true)
class ProductQueries {
  private static final QListedProduct product = QListedProduct.listedProduct;

  private static final ConstructorExpression<ProductFacts> FACTS =
      Projections.constructor(
          ProductFacts.class,
          product.productId,
          product.title,
          product.totalInvestingAmount,
          product.startedAt,
          product.finishedAt);

  private final JPAQueryFactory query;

  ProductQueries(JPAQueryFactory query) {
    this.query = query;
  }

  /** Listed products not yet finished at {@code now}, newest first. */
  public List<ProductFacts> notFinished(Instant now) {
    return query
        .select(FACTS)
        .from(product)
        .where(product.finishedAt.gt(now), product.productId.lt(UnlistedProducts.FIRST_ID))
        .orderBy(product.productId.desc())
        .fetch();
  }

  /** One listed product. */
  public Optional<ProductFacts> byId(long productId) {
    return Optional.ofNullable(
        query
            .select(FACTS)
            .from(product)
            .where(product.productId.eq(productId), product.productId.lt(UnlistedProducts.FIRST_ID))
            .fetchOne());
  }
}
