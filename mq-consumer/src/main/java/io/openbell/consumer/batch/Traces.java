package io.openbell.consumer.batch;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.propagation.Propagator;
import io.openbell.core.api.TraceParent;
import io.openbell.core.broker.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The last part of a request's trace: a span for each part whose correlation id is a place in a
 * recorded one. Nothing without tracing.
 */
@Component
class Traces {
  private final @Nullable Propagator propagator;

  Traces(ObjectProvider<Propagator> propagators) {
    this.propagator = propagators.getIfAvailable();
  }

  /** Spans that begin now, for what this message names. */
  List<Span> begin(Message message, Route route, List<? extends Part> parts) {
    Propagator known = propagator;
    return known == null
        ? List.of()
        : parts.stream()
            .filter(part -> TraceParent.isRecorded(part.correlationId()))
            .map(part -> begin(message, route, part, known))
            .toList();
  }

  private static Span begin(Message message, Route route, Part part, Propagator propagator) {
    Span.Builder span =
        propagator
            .extract(
                part.correlationId(), (id, field) -> field.equals(TraceParent.HEADER) ? id : null)
            .kind(Span.Kind.CONSUMER)
            .name("finalize")
            .tag("messaging.system", "rabbitmq")
            .tag("messaging.destination.name", route.queue())
            .tag(
                "messaging.message.id",
                String.valueOf(message.getMessageProperties().getMessageId()));
    part.describe(span);
    return span.start();
  }
}
