package io.openbell.core.api;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells caches that a response depends on whether its client accepts gzip. Reactor Netty compresses
 * responses, but does not set the header {@code Vary}.
 */
@Component
@ConditionalOnBooleanProperty("server.compression.enabled")
class CompressedResponses implements WebFilter {
  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (HttpMethod.GET.equals(exchange.getRequest().getMethod())) {
      exchange.getResponse().beforeCommit(() -> tell(exchange.getResponse().getHeaders()));
    }
    return chain.filter(exchange);
  }

  private static Mono<Void> tell(HttpHeaders headers) {
    if (!headers.getVary().contains(HttpHeaders.ACCEPT_ENCODING)) { // a service may have said it
      headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    return Mono.empty();
  }
}
