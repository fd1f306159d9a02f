package io.openbell.core.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.netty.channel.Channel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;
import reactor.netty.channel.AbortedException;

/**
 * Counts the clients that go away before they have their whole response, and logs each as one event
 * of the access log. This is never an error.
 */
@Component
class LeftClients {
  private static final Logger access = LoggerFactory.getLogger("openbell.access");
  private static final String LEFT = "openbell.left";

  private final Counter unanswered;
  private final Counter responseBegun;

  LeftClients(ObjectProvider<MeterRegistry> registry) {
    MeterRegistry meters = registry.getIfAvailable(() -> Metrics.globalRegistry);
    this.unanswered = counter(meters, "none");
    this.responseBegun = counter(meters, "begun");
  }

  private static Counter counter(MeterRegistry meters, String answer) {
    return Counter.builder("openbell.clients.left")
        .description("Clients that went away before they had their whole answer")
        .tag("answer", answer)
        .register(meters);
  }

  /**
   * Whether this error says that the client has left.
   *
   * @param ours whether an {@link ErrorTranslator} knows the error: the service's own connections,
   *     to its database for one, break with the same exceptions
   */
  static boolean isLeaving(ServerWebExchange exchange, Throwable error, boolean ours) {
    if (error instanceof ClientLeftException) {
      return true;
    }
    boolean broken = error instanceof IOException || error instanceof AbortedException;
    return broken && (!ours || !connectionOf(exchange).isActive());
  }

  /**
   * The connection of this request. When the whole response was sent, the request no longer knows
   * it.
   */
  static Channel connectionOf(ServerWebExchange exchange) {
    Connection server = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
    return server.channel();
  }

  /**
   * Whether the connection of this request ended in the middle of the response. Reactor Netty
   * reports that as the normal end of the response; but it takes the connection from the request
   * only when it has sent all of it.
   */
  static boolean brokeOff(ServerWebExchange exchange, Channel connection) {
    return !connection.isActive() && connectionOf(exchange) == connection;
  }

  /** Whether it is known already that this request's client has left. */
  static boolean hasLeft(ServerWebExchange exchange) {
    return exchange.getAttribute(LEFT) != null;
  }

  /** The client of this request has left. Counted and logged once, however often this is called. */
  void left(ServerWebExchange exchange) {
    if (exchange.getAttributes().putIfAbsent(LEFT, true) != null) {
      return;
    }
    ServerRequestObservationContext.findCurrent(exchange.getAttributes())
        .ifPresent(request -> request.setConnectionAborted(true));
    boolean begun = exchange.getResponse().isCommitted();
    (begun ? responseBegun : unanswered).increment();
    TraceParent.log(
        TraceParent.spanOf(exchange),
        () ->
            access
                .atLevel(begun ? Level.DEBUG : Level.INFO) // what has begun was logged then
                .log(
                    "event=client-left method={} path={} answer={} correlation={}",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath().value(),
                    begun ? "begun" : "none",
                    exchange.<String>getAttribute(RequestLog.ID_ATTRIBUTE)));
  }
}
