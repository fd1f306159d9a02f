package io.openbell.consumer.batch;

import io.micrometer.tracing.Span;
import java.util.List;
import org.springframework.amqp.core.Message;

/**
 * A message in hand: what its event names, the spans that lie open for it, and what is to be done
 * with it. As long as nobody has decided that, it goes back to its queue.
 */
final class Delivery<P extends Part> {
  private static final Disposition UNDECIDED = new Disposition.Requeue();

  private final Message message;
  private final List<P> parts;
  private final List<Span> spans;
  private Disposition disposition;

  private Delivery(Message message, List<P> parts, List<Span> spans, Disposition disposition) {
    this.message = message;
    this.parts = parts;
    this.spans = spans;
    this.disposition = disposition;
  }

  /** One that could be read. */
  static <P extends Part> Delivery<P> of(Message message, List<P> parts, List<Span> spans) {
    return new Delivery<>(message, parts, spans, UNDECIDED);
  }

  /** One that could not be read: it is decided already. */
  static <P extends Part> Delivery<P> unreadable(Message message, String reason) {
    return new Delivery<>(message, List.of(), List.of(), new Disposition.DeadLetter(reason));
  }

  Message message() {
    return message;
  }

  /** In the order of the event; nothing when it could not be read. */
  List<P> parts() {
    return parts;
  }

  boolean isReadable() {
    return !parts.isEmpty();
  }

  Disposition disposition() {
    return disposition;
  }

  void decide(Disposition decided) {
    disposition = decided;
  }

  /** Its spans end now, with what is to be done with it. */
  void endSpans() {
    for (Span span : spans) {
      span.tag("outcome", disposition.outcome()).end();
    }
  }
}
