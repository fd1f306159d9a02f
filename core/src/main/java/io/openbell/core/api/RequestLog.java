package io.openbell.core.api;

import io.micrometer.tracing.Span;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * Gives every request its correlation id, returns it, and logs one event per request under {@code
 * openbell.access}: failures of ours at WARN, health checks and the scraping of metrics at DEBUG,
 * the rest at INFO. Refused requests (4xx) have a limited number of lines in each second: anybody
 * can send any number of them, and they change nothing. Every other request has a line of its own,
 * because what was accepted or went wrong must be found by its correlation id. A request whose
 * client left before its response is logged by {@link LeftClients}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestLog implements WebFilter {
  private static final Logger access = LoggerFactory.getLogger("openbell.access");
  private static final Set<String> HEALTH = Set.of("/livez", "/readyz");

  /**
   * The attribute of the exchange that holds the request's correlation id. It is not put into the
   * request's header, because that would copy all headers.
   */
  public static final String ID_ATTRIBUTE = "openbell.correlation-id";

  private final LeftClients leftClients;
  private final RefusalLines refusals;

  RequestLog(LeftClients leftClients, AccessLogProperties properties) {
    this.leftClients = leftClients;
    this.refusals =
        new RefusalLines(
            properties.refusedPerSecond(),
            task -> Schedulers.parallel().schedule(task, 1, TimeUnit.SECONDS),
            access::info);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Optional<Span> span = TraceParent.spanOf(exchange);
    String id =
        CorrelationId.of(
            exchange.getRequest().getHeaders().getFirst(ApiHeaders.CORRELATION_ID),
            () -> span.map(TraceParent::of).orElseGet(CorrelationId::random));
    span.ifPresent(traced -> traced.tag("correlation", id));
    exchange.getAttributes().put(ID_ATTRIBUTE, id);
    long start = System.nanoTime();
    // At commit, not now: a proxied response brings a header of the same name along.
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              exchange.getResponse().getHeaders().set(ApiHeaders.CORRELATION_ID, id);
              if (!LeftClients.hasLeft(exchange)) {
                TraceParent.log(span, () -> log(exchange, id, start));
              }
              return Mono.empty();
            });
    Channel connection = LeftClients.connectionOf(exchange);
    return chain
        .filter(exchange)
        .doFinally(
            signal -> {
              if (signal == SignalType.CANCEL
                  || signal == SignalType.ON_COMPLETE
                      && LeftClients.brokeOff(exchange, connection)) {
                leftClients.left(exchange);
              }
            });
  }

  private void log(ServerWebExchange exchange, String id, long start) {
    ServerHttpRequest request = exchange.getRequest();
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    Level level = levelOf(request, status);
    if (!access.isEnabledForLevel(level) || isOneRefusedTooMany(level, status)) {
      return;
    }
    access
        .atLevel(level)
        .log(
            "event=answered method={} path={} status={} micros={} correlation={}",
            request.getMethod(),
            request.getPath().value(),
            status == null ? 200 : status.value(),
            (System.nanoTime() - start) / 1000,
            id);
  }

  private boolean isOneRefusedTooMany(Level level, @Nullable HttpStatusCode status) {
    return level == Level.INFO
        && status != null
        && status.is4xxClientError()
        && !refusals.pass(status.value());
  }

  private static Level levelOf(ServerHttpRequest request, @Nullable HttpStatusCode status) {
    String path = request.getPath().value();
    if (HEALTH.contains(path) || path.startsWith("/actuator/")) {
      return Level.DEBUG; // every second
    }
    return status != null && status.is5xxServerError() ? Level.WARN : Level.INFO;
  }
}
