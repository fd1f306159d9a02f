package io.openbell.write.product;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An investment product: a fixed amount to raise within a fixed time. Never changes. */
@Entity
@Table(name = "product")
class Product {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Column(name = "product_id")
  private Long productId;

  @Column(name = "title", nullable = false, length = 500)
  private String title;

  @Column(name = "total_investing_amount", nullable = false)
  private long totalInvestingAmount;

  @Column(name = "started_at", nullable = false)
  private Instant startedAt;

  @Column(name = "finished_at", nullable = false)
  private Instant finishedAt;

  @Column(name = "created_at", nullable = false)
  private Instant createdAt;

  protected Product() {}

  /**
   * A product to be registered.
   *
   * @param totalInvestingAmount whole won, positive
   * @param finishedAt the first instant at which it can no longer be invested in
   * @throws IllegalArgumentException when a rule of the schema would be broken
   */
  Product(
      String title,
      long totalInvestingAmount,
      Instant startedAt,
      Instant finishedAt,
      Instant createdAt) {
    if (title.isBlank() || title.length() > 500) {
      throw new IllegalArgumentException("title must be 1 to 500 characters, not blank");
    }
    if (totalInvestingAmount <= 0) {
      throw new IllegalArgumentException("totalInvestingAmount must be positive");
    }
    if (!finishedAt.isAfter(startedAt)) {
      throw new IllegalArgumentException("finishedAt must be after startedAt");
    }
    this.title = title;
    this.totalInvestingAmount = totalInvestingAmount;
    this.startedAt = startedAt;
    this.finishedAt = finishedAt;
    this.createdAt = createdAt;
  }

  /** The id the database gave; only once saved. */
  long productId() {
    return productId;
  }

  /** Whole won to raise. */
  long totalInvestingAmount() {
    return totalInvestingAmount;
  }
}
