package io.openbell.consumer.finalizing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.propagation.Propagator;
import io.openbell.core.api.TraceParent;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The last part of an investment's trace: a span for each whose correlation id is a place in a
 * recorded one. Nothing without tracing.
 */
@Component
class Traces {
  private final @Nullable Propagator propagator;

  Traces(ObjectProvider<Propagator> propagators) {
    this.propagator = propagators.getIfAvailable();
  }

  /** Spans that begin now, a list for each of these events. */
  List<List<Span>> begin(List<InvestmentsAccepted> events) {
    Propagator known = propagator;
    return known == null ? List.of() : events.stream().map(event -> spansOf(event, known)).toList();
  }

  private static List<Span> spansOf(InvestmentsAccepted event, Propagator propagator) {
    return event.investments().stream()
        .filter(investment -> TraceParent.isRecorded(investment.correlationId()))
        .map(
            investment ->
                propagator
                    .extract(
                        investment.correlationId(),
                        (id, field) -> field.equals(TraceParent.HEADER) ? id : null)
                    .kind(Span.Kind.CONSUMER)
                    .name("finalize")
                    .tag("messaging.system", "rabbitmq")
                    .tag("messaging.destination.name", BrokerTopology.FINALIZE_QUEUE)
                    .tag("messaging.message.id", event.groupId())
                    .tag("openbell.product", investment.productId())
                    .tag("openbell.log", investment.logId())
                    .start())
        .toList();
  }

  /** They end now, with what became of their messages. */
  void end(List<List<Span>> spans, List<Disposition> dispositions) {
    for (int i = 0; i < spans.size(); i++) {
      String outcome = dispositions.get(i).outcome();
      for (Span span : spans.get(i)) {
        span.tag("outcome", outcome).end();
      }
    }
  }
}
