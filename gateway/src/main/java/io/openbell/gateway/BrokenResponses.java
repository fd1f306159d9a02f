package io.openbell.gateway;

import java.util.Set;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Removes the headers of a response that broke off before its first byte was passed on: the error
 * that is sent instead must not have the length or encoding of the broken response.
 */
@Component
class BrokenResponses implements GlobalFilter, Ordered {
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    return chain.filter(exchange).doOnError(error -> removeHeaders(exchange));
  }

  private static void removeHeaders(ServerWebExchange exchange) {
    ServerHttpResponse response = exchange.getResponse();
    Set<String> passedOn =
        exchange.getAttributeOrDefault(
            ServerWebExchangeUtils.CLIENT_RESPONSE_HEADER_NAMES, Set.of());
    if (!response.isCommitted()) {
      passedOn.forEach(response.getHeaders()::remove);
    }
  }
}
