package io.openbell.gateway;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.request.UserId;
import io.openbell.gateway.RateLimitProperties.WithoutRedis;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.ratelimit.RateLimiter;
import org.springframework.cloud.gateway.filter.ratelimit.RedisRateLimiter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Limits how often one user may ask, over all gateways and routes together. The requests are
 * counted in Redis (a token bucket). A request without a user id, or with one that is not valid, is
 * not counted: the service refuses it.
 */
@Configuration(proxyBeanMethods = false)
class RateLimit {
  private static final String ALL_ROUTES = "all";

  /** The number of requests left, as the limiter reports it when Redis did not decision. */
  private static final String UNKNOWN = "-1";

  @Bean
  RedisRateLimiter redisRateLimiter(RateLimitProperties properties) {
    return new RedisRateLimiter(Math.max(1, properties.perSecond()), properties.burst());
  }

  // Before the body is waited for.
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE + 400)
  GlobalFilter rateLimitFilter(RedisRateLimiter limiter, RateLimitProperties properties) {
    return (exchange, chain) -> {
      String user = exchange.getRequest().getHeaders().getFirst(ApiHeaders.USER_ID);
      if (properties.perSecond() == 0 || user == null || !countable(user)) {
        return chain.filter(exchange);
      }
      return limiter
          .isAllowed(ALL_ROUTES, user)
          .flatMap(
              decision -> {
                String left = decision.getHeaders().get(limiter.getRemainingHeader());
                return UNKNOWN.equals(left)
                    ? uncounted(exchange, chain, properties.withoutRedis())
                    : counted(exchange, chain, decision);
              });
    };
  }

  private static boolean countable(String user) {
    return !user.isBlank() && user.length() <= UserId.MAX_LENGTH;
  }

  private static Mono<Void> counted(
      ServerWebExchange exchange, GatewayFilterChain chain, RateLimiter.Response decision) {
    decision.getHeaders().forEach(exchange.getResponse().getHeaders()::set);
    return decision.isAllowed()
        ? chain.filter(exchange)
        : Mono.error(new ApiException(ApiCode.TOO_MANY_REQUESTS));
  }

  private static Mono<Void> uncounted(
      ServerWebExchange exchange, GatewayFilterChain chain, WithoutRedis withoutRedis) {
    return withoutRedis == WithoutRedis.OPEN
        ? chain.filter(exchange)
        : Mono.error(
            new ApiException(ApiCode.UNAVAILABLE, "Requests cannot be counted now, ask again"));
  }
}
