package io.openbell.core.api;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * A place in a trace as text: the value of W3C's {@code traceparent} header, version 00
 * (https://www.w3.org/TR/trace-context/). It is a well-formed correlation id, and a traced request
 * whose client sent no correlation id gets this text as its id. So it follows the request into log
 * lines, the database and messages, also those that the relay publishes again.
 */
public final class TraceParent {
  /** The header, and the field's name to W3C's propagation. */
  public static final String HEADER = "traceparent";

  private static final Pattern RECORDED = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-01");

  /** Sent together with {@link #HEADER}; it means nothing alone. */
  private static final String STATE = "tracestate";

  private TraceParent() {}

  /**
   * The request, without its place in a trace when it names two. The standard says that a header
   * that cannot be read is ignored and a new trace begun; the framework would use one of the two.
   */
  static ServerHttpRequest withoutContradiction(ServerHttpRequest request) {
    if (!HeaderRules.isRepeated(HeaderRules.headersOf(request), HEADER)) {
      return request;
    }
    return request
        .mutate()
        .headers(
            headers -> {
              headers.remove(HEADER);
              headers.remove(STATE);
            })
        .build();
  }

  /** Whether this is the place of a span that is recorded. */
  public static boolean isRecorded(@Nullable String id) {
    return id != null && RECORDED.matcher(id).matches();
  }

  static String of(Span span) {
    TraceContext place = span.context();
    String flags = Boolean.TRUE.equals(place.sampled()) ? "01" : "00";
    return "00-" + place.traceId() + "-" + place.spanId() + "-" + flags;
  }

  /** The span of this request; empty without tracing. */
  static Optional<Span> spanOf(ServerWebExchange exchange) {
    return ServerRequestObservationContext.findCurrent(exchange.getAttributes())
        .map(request -> request.<TracingContext>get(TracingContext.class))
        .map(TracingContext::getSpan);
  }

  /** Logs with the span's place in the fields where Spring Boot's log formats look for it. */
  static void log(Optional<Span> span, Runnable line) {
    if (span.isEmpty()) {
      line.run();
      return;
    }
    TraceContext place = span.get().context();
    MDC.put("traceId", place.traceId());
    MDC.put("spanId", place.spanId());
    try {
      line.run();
    } finally {
      MDC.remove("traceId");
      MDC.remove("spanId");
    }
  }
}
