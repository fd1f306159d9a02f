package io.openbell.read.invest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/**
 * What one user has invested in one product: the sum of that user's SUCCESS logs. Only ever
 * queried, straight into records.
 */
@Entity
@Immutable
@Table(name = "product_invest_user")
@IdClass(UserTotal.Key.class)
class UserTotal {
  @Id
  @Column(name = "user_id", length = 100)
  private String userId;

  @Id
  @Column(name = "product_id")
  private long productId;

  @Column(name = "total_invest_amount", nullable = false)
  private long totalInvestAmount;

  @Column(name = "last_invested_at", nullable = false)
  private Instant lastInvestedAt;

  protected UserTotal() {}

  /** A user and a product. */
  record Key(String userId, long productId) implements Serializable {}
}
