package io.openbell.consumer.invest;

import io.micrometer.tracing.Span;
import io.openbell.consumer.batch.Part;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An invest log as a message names it: its id, and what tells it from another log that was given
 * the same id after the database had been put back to an older state.
 *
 * @param writtenAt when the message's investments were committed, or claimed by the relay, by the
 *     database's clock
 */
record NamedLog(Instant writtenAt, Investment investment) implements Part {

  /** What this event names, in its order. */
  static List<NamedLog> allOf(InvestmentsAccepted event) {
    return event.investments().stream()
        .map(investment -> new NamedLog(event.acceptedAt(), investment))
        .toList();
  }

  @Override
  public String label() {
    return "log " + logId();
  }

  @Override
  public String correlationId() {
    return investment.correlationId();
  }

  @Override
  public void describe(Span.Builder span) {
    span.tag("openbell.product", investment.productId()).tag("openbell.log", logId());
  }

  long logId() {
    return investment.logId();
  }

  /** What this row says otherwise, in words; nothing when the message was written for it. */
  List<String> differencesFrom(AcceptedLog row) {
    List<String> differences = new ArrayList<>(0);
    if (row.productId() != investment.productId()) {
      differences.add("product");
    }
    if (!row.userId().equals(investment.userId())) {
      differences.add("user");
    }
    if (row.amount() != investment.investAmount()) {
      differences.add("amount");
    }
    if (!row.correlationId().equals(investment.correlationId())) {
      differences.add("correlation id");
    }
    if (!isOfTime(row.acceptedAt().toInstant())) {
      differences.add("time");
    }
    return differences;
  }

  // A message from before investments had times: at least none in it was accepted after it.
  private boolean isOfTime(Instant acceptedAt) {
    Instant named = investment.acceptedAt();
    return named == null ? !acceptedAt.isAfter(writtenAt) : acceptedAt.equals(named);
  }
}
