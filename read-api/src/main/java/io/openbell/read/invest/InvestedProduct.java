package io.openbell.read.invest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** What an investment shows of its product. Only ever queried, straight into records. */
@Entity
@Immutable
@Table(name = "product")
class InvestedProduct {
  @Id
  @Column(name = "product_id")
  private long productId;

  @Column(name = "title", nullable = false, length = 500)
  private String title;

  @Column(name = "total_investing_amount", nullable = false)
  private long totalInvestingAmount;

  protected InvestedProduct() {}
}
