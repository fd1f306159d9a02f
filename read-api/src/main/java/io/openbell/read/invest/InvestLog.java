package io.openbell.read.invest;

import io.openbell.core.invest.InvestResult;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What is shown of one investment. Only ever queried, straight into records. */
@Entity
@Immutable
@Table(name = "product_invest_log")
class InvestLog {
  @Id
  @Column(name = "log_id")
  private long logId;

  @Column(name = "user_id", nullable = false, length = 100)
  private String userId;

  @Column(name = "product_id", nullable = false)
  private long productId;

  @Column(name = "invest_amount", nullable = false)
  private long investAmount;

  @Enumerated(EnumType.STRING)
  @Column(name = "invest_result", nullable = false, length = 7)
  private InvestResult investResult;

  @Column(name = "fail_reason", length = 100)
  private @Nullable String failReason;

  @Column(name = "idempotency_key", length = 100)
  private @Nullable String idempotencyKey;

  @Column(name = "correlation_id", nullable = false, length = 64)
  private String correlationId;

  @Column(name = "accepted_at", nullable = false)
  private Instant acceptedAt;

  @Column(name = "finalized_at")
  private @Nullable Instant finalizedAt;

  @Column(name = "publish_after")
  private @Nullable Instant publishAfter;

  @Column(name = "publish_attempts", nullable = false)
  private int publishAttempts;

  protected InvestLog() {}
}
