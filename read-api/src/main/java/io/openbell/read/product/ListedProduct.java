package io.openbell.read.product;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** What is shown of a product. Only ever queried, straight into records. */
@Entity
@Immutable
@Table(name = "product")
class ListedProduct {
  @Id
  @Column(name = "product_id")
  private long productId;

  @Column(name = "title", nullable = false, length = 500)
  private String title;

  @Column(name = "total_investing_amount", nullable = false)
  private long totalInvestingAmount;

  @Column(name = "started_at", nullable = false)
  private Instant startedAt;

  @Column(name = "finished_at", nullable = false)
  private Instant finishedAt;

  protected ListedProduct() {}
}
