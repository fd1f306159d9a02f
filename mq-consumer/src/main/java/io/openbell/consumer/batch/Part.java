package io.openbell.consumer.batch;

import io.micrometer.tracing.Span;

/** One of the things that an event names. Each can be finalized with others, or alone. */
public interface Part {
  /** Names it in a line for operators, such as {@code log 17}. */
  String label();

  /** Of the request that it came from; as the message has it, whatever that is. */
  String correlationId();

  /** Says in a trace which it is. */
  void describe(Span.Builder span);
}
