package io.openbell.core.broker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Event: a group of investments has been committed as PENDING. Version 2: in any products.
 *
 * <p>Delivered at least once; the log rows named here are the truth. A message outlives a database
 * that is put back to an older state, where the ids it names may be given again: a row is meant by
 * a message only if it says the same as the message does. A reader ignores fields it does not know;
 * a change it could not ignore is a new version.
 *
 * @param groupId of the group, or of the relay's batch, that published it
 * @param acceptedAt the database's clock in the transaction of the group, or of the relay's claim:
 *     no investment in it was accepted later
 */
public record InvestmentsAccepted(
    @JsonProperty(required = true) String groupId,
    @JsonProperty(required = true) Instant acceptedAt,
    @JsonProperty(required = true) List<Investment> investments)
    implements Event {
  /** The message type, as operators see it on the broker. */
  public static final String TYPE = "InvestmentsAccepted";

  /** The version this code writes. */
  public static final int VERSION = 2;

  /**
   * One investment of the group.
   *
   * @param investAmount whole won
   * @param acceptedAt as it stands in the log row, to the microsecond; null from writers of before
   *     this field
   */
  public record Investment(
      @JsonProperty(required = true) long logId,
      @JsonProperty(required = true) long productId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long investAmount,
      @JsonProperty(required = true) String correlationId,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant acceptedAt) {}

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
  public List<Investment> parts() {
    return investments;
  }

  @Override
  public InvestmentsAccepted asOfToday() {
    return this;
  }
}
