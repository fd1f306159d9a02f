package io.openbell.gateway;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.TraceParent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells browsers which pages of other origins may use the contract (CORS): those that are
 * configured, and only the contract, never the operators' page.
 *
 * <p>It refuses only preflight requests. Spring's own filter would refuse every request of another
 * origin, which is the browser's work. And it would refuse our own page: the gateway does not know
 * its own origin when something in front of it ends TLS.
 */
@Component
@Order(
    Ordered.HIGHEST_PRECEDENCE + 10) // before anything that refuses: pages may read refusals, too
class OtherOrigins implements WebFilter {
  private static final String CONTRACT = "/api/";
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PATCH);
  private static final List<String> SENT =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          ApiHeaders.USER_ID,
          ApiHeaders.IDEMPOTENCY_KEY,
          ApiHeaders.CORRELATION_ID,
          ApiHeaders.LAST_EVENT_ID,
          TraceParent.HEADER);
  private static final List<String> READ =
      List.of(ApiHeaders.CORRELATION_ID, HttpHeaders.RETRY_AFTER);

  private final Set<String> allowed;

  OtherOrigins(AllowedOriginsProperties origins) {
    this.allowed = Set.copyOf(origins.allowedOrigins());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!exchange.getRequest().getPath().value().startsWith(CONTRACT)) {
      return chain.filter(exchange);
    }
    String origin = exchange.getRequest().getHeaders().getOrigin();
    String permitted = origin != null && allowed.contains(origin) ? origin : null;
    if (CorsUtils.isPreFlightRequest(exchange.getRequest())) {
      return answerPreflight(exchange, permitted);
    }
    if (allowed.isEmpty()) {
      return chain.filter(exchange);
    }
    // At commit, not now: a proxied response may bring a Vary of its own.
    exchange.getResponse().beforeCommit(() -> tell(exchange, permitted));
    return chain.filter(exchange);
  }

  private static Mono<Void> tell(ServerWebExchange exchange, @Nullable String permitted) {
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (permitted != null) {
      headers.setAccessControlAllowOrigin(permitted);
      headers.setAccessControlExposeHeaders(READ);
    }
    return Mono.empty();
  }

  private static Mono<Void> answerPreflight(
      ServerWebExchange exchange, @Nullable String permitted) {
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    exchange
        .getResponse()
        .setStatusCode(permitted == null ? HttpStatus.FORBIDDEN : HttpStatus.NO_CONTENT);
    if (permitted != null) {
      headers.setAccessControlAllowOrigin(permitted);
      headers.setAccessControlAllowMethods(METHODS);
      headers.setAccessControlAllowHeaders(SENT);
      headers.setAccessControlMaxAge(REMEMBERED);
    }
    return exchange.getResponse().setComplete();
  }
}
