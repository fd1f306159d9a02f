package io.openbell.write.product;

import io.openbell.core.product.InvestingStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * How far a product is: reserved (PENDING and SUCCESS), confirmed (SUCCESS), number of distinct
 * investors among the confirmed. Created with its product; afterwards only guarded SQL updates
 * change it.
 */
@Entity
@Table(name = "product_invest_status")
class ProductInvestStatus {
  @Id
  @Column(name = "product_id")
  private long productId;

  @Column(name = "total_investing_amount", nullable = false)
  private long totalInvestingAmount;

  @Column(name = "reserved_amount", nullable = false)
  private long reservedAmount;

  @Column(name = "confirmed_amount", nullable = false)
  private long confirmedAmount;

  @Column(name = "investing_cnt", nullable = false)
  private long investingCnt;

  @Enumerated(EnumType.STRING)
  @Column(name = "investing_status", nullable = false, length = 8)
  private InvestingStatus investingStatus;

  @Column(name = "version", nullable = false)
  private long version;

  protected ProductInvestStatus() {}

  /** The status of a product nobody has invested in yet. */
  ProductInvestStatus(Product product) {
    this.productId = product.productId();
    this.totalInvestingAmount = product.totalInvestingAmount();
    this.investingStatus = InvestingStatus.ONGOING;
  }
}
