package io.openbell.core.broker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Event: payments of orders have been committed as PENDING.
 *
 * <p>Delivered at least once; the payment rows named here are the truth. A reader ignores fields it
 * does not know; a change it could not ignore is a new version.
 *
 * @param groupId of the group, or of the relay's batch, that published it
 */
public record PaymentsAccepted(
    @JsonProperty(required = true) String groupId,
    @JsonProperty(required = true) List<Payment> payments)
    implements Event {
  /** The message type, as operators see it on the broker. */
  public static final String TYPE = "PaymentsAccepted";

  /** The version this code writes. */
  public static final int VERSION = 1;

  /**
   * One payment of the group.
   *
   * @param amount whole won
   * @param acceptedAt as it stands in the payment's row, to the microsecond
   */
  public record Payment(
      @JsonProperty(required = true) UUID paymentId,
      @JsonProperty(required = true) UUID orderId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long amount,
      @JsonProperty(required = true) String correlationId,
      @JsonProperty(required = true) Instant acceptedAt) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String id() {
    return groupId;
  }

  @Override
  public List<Payment> parts() {
    return payments;
  }

  @Override
  public PaymentsAccepted asOfToday() {
    return this;
  }
}
