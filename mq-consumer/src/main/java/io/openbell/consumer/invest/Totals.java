package io.openbell.consumer.invest;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What a set of logs adds to user totals and products. Sorted, so that every transaction locks rows
 * in the same order and no two wait for each other.
 *
 * @param users by product, then user
 * @param products by product
 */
record Totals(List<UserShare> users, List<ProductShare> products) {

  /**
   * What one user invested in one product.
   *
   * @param amount whole won
   * @param lastInvestedAt when the latest of these was accepted
   */
  record UserShare(long productId, String userId, long amount, OffsetDateTime lastInvestedAt) {
    private UserShare plus(UserShare other) {
      OffsetDateTime later =
          lastInvestedAt.isAfter(other.lastInvestedAt) ? lastInvestedAt : other.lastInvestedAt;
      return new UserShare(productId, userId, Math.addExact(amount, other.amount), later);
    }
  }

  /**
   * What all users invested in one product.
   *
   * @param amount whole won
   */
  record ProductShare(long productId, long amount) {}

  private record UserOfProduct(long productId, String userId) {}

  /**
   * The totals of these logs, in whatever order they come.
   *
   * @throws ArithmeticException when a sum is more than a {@code long} holds
   */
  static Totals of(Collection<AcceptedLog> logs) {
    TreeMap<UserOfProduct, UserShare> users =
        new TreeMap<>(
            Comparator.comparingLong(UserOfProduct::productId)
                .thenComparing(UserOfProduct::userId));
    TreeMap<Long, Long> products = new TreeMap<>();
    for (AcceptedLog log : logs) {
      users.merge(
          new UserOfProduct(log.productId(), log.userId()),
          new UserShare(log.productId(), log.userId(), log.amount(), log.acceptedAt()),
          UserShare::plus);
      products.merge(log.productId(), log.amount(), Math::addExact);
    }
    return new Totals(
        List.copyOf(users.values()),
        products.entrySet().stream().map(e -> new ProductShare(e.getKey(), e.getValue())).toList());
  }
}
