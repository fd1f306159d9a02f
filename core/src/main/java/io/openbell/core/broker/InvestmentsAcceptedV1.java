package io.openbell.core.broker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link InvestmentsAccepted} as it was written before a group could hold several products. */
record InvestmentsAcceptedV1(
    @JsonProperty(required = true) String groupId,
    @JsonProperty(required = true) long productId,
    @JsonProperty(required = true) Instant acceptedAt,
    @JsonProperty(required = true) List<Investment> investments)
    implements Event {
  static final int VERSION = 1;

  record Investment(
      @JsonProperty(required = true) long logId,
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) long investAmount,
      @JsonProperty(required = true) String correlationId,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant acceptedAt) {}

  @Override
  public String type() {
    return InvestmentsAccepted.TYPE;
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
    return new InvestmentsAccepted(
        groupId,
        acceptedAt,
        investments.stream()
            .map(
                one ->
                    new InvestmentsAccepted.Investment(
                        one.logId(),
                        productId,
                        one.userId(),
                        one.investAmount(),
                        one.correlationId(),
                        one.acceptedAt()))
            .toList());
  }
}
