package io.openbell.read.invest;

import com.querydsl.core.types.ConstructorExpression;
import com.querydsl.core.types.Expression;
import com.querydsl.core.types.Projections;
import com.querydsl.core.types.dsl.BooleanExpression;
import com.querydsl.jpa.impl.JPAQuery;
import com.querydsl.jpa.impl.JPAQueryFactory;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads a user's investments from the database, newest first, straight into records. */
@Repository
@Transactional(readOnly = true)
class InvestQueries {
  private static final QInvestedProduct product = QInvestedProduct.investedProduct;
  private static final QInvestLog investLog = QInvestLog.investLog;
  private static final QUserTotal userTotal = QUserTotal.userTotal;

  private final JPAQueryFactory query;

  InvestQueries(JPAQueryFactory query) {
    this.query = query;
  }

  /** One page of a user's totals per product, most recently invested first. */
  public List<MyInvestment> totalsOf(UserId user, long offset, int limit) {
    return query
        .select(
            Projections.constructor(
                MyInvestment.class,
                userTotal.productId,
                userTotal.userId,
                product.title,
                product.totalInvestingAmount,
                userTotal.totalInvestAmount,
                userTotal.lastInvestedAt))
        .from(userTotal)
        .join(product)
        .on(product.productId.eq(userTotal.productId))
        .where(userTotal.userId.eq(user.value()))
        .orderBy(userTotal.lastInvestedAt.desc(), userTotal.productId.desc())
        .offset(offset)
        .limit(limit)
        .fetch();
  }

  /** In how many products the user has invested. */
  public long countTotalsOf(UserId user) {
    return count(
        query.select(userTotal.count()).from(userTotal).where(userTotal.userId.eq(user.value())));
  }

  /** One page of a user's single investments, of one product or of all. */
  public List<SingleInvestment> logsOf(
      UserId user, @Nullable Long productId, long offset, int limit) {
    return singleInvestments()
        .where(investLog.userId.eq(user.value()), ofProduct(productId))
        .orderBy(investLog.acceptedAt.desc(), investLog.logId.desc())
        .offset(offset)
        .limit(limit)
        .fetch();
  }

  /** How many single investments the user has made, in one product or in all. */
  public long countLogsOf(UserId user, @Nullable Long productId) {
    return count(
        query
            .select(investLog.count())
            .from(investLog)
            .where(investLog.userId.eq(user.value()), ofProduct(productId)));
  }

  /** The investment a user made under this key, if it was accepted. */
  public Optional<SingleInvestment> byKey(UserId user, IdempotencyKey key) {
    return Optional.ofNullable(
        singleInvestments()
            .where(investLog.userId.eq(user.value()), investLog.idempotencyKey.eq(key.value()))
            .fetchOne());
  }

  /**
   * The latest investments that fit all that is given, for an operator. Without user and log id
   * every log is read: there is no index on keys alone.
   */
  public List<TrackedInvestment> tracked(
      @Nullable UserId user, @Nullable IdempotencyKey key, @Nullable Long logId, int limit) {
    return investments(
            Projections.constructor(
                TrackedInvestment.class,
                single(),
                investLog.idempotencyKey,
                investLog.correlationId,
                investLog.publishAttempts,
                investLog.publishAfter))
        .where(
            user == null ? null : investLog.userId.eq(user.value()),
            key == null ? null : investLog.idempotencyKey.eq(key.value()),
            logId == null ? null : investLog.logId.eq(logId))
        .orderBy(investLog.acceptedAt.desc(), investLog.logId.desc())
        .limit(limit)
        .fetch();
  }

  private JPAQuery<SingleInvestment> singleInvestments() {
    return investments(single());
  }

  private <T> JPAQuery<T> investments(Expression<T> shown) {
    return query
        .select(shown)
        .from(investLog)
        .join(product)
        .on(product.productId.eq(investLog.productId));
  }

  private static ConstructorExpression<SingleInvestment> single() {
    return Projections.constructor(
        SingleInvestment.class,
        investLog.logId,
        investLog.productId,
        investLog.userId,
        product.title,
        investLog.investAmount,
        investLog.investResult,
        investLog.failReason,
        investLog.acceptedAt,
        investLog.finalizedAt);
  }

  private static @Nullable BooleanExpression ofProduct(@Nullable Long productId) {
    return productId == null ? null : investLog.productId.eq(productId);
  }

  private static long count(JPAQuery<Long> counting) {
    Long n = counting.fetchOne();
    return n == null ? 0 : n;
  }
}
