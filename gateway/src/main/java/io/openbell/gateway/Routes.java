package io.openbell.gateway;

import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.time.Duration;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.BooleanSpec;
import org.springframework.cloud.gateway.route.builder.Buildable;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.PredicateSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import reactor.netty.channel.AbortedException;

/**
 * The calls of the contract, each by method and path, and the service that answers it. There is no
 * wildcard: what is not listed here reaches no service.
 */
@Configuration(proxyBeanMethods = false)
class Routes {
  /** Name of the service that answers reads, as the load balancer knows it. */
  static final String READ_API = "read-api";

  /** Name of the service that answers writes, likewise. */
  static final String WRITE_API = "write-api";

  private final GatewayProperties properties;
  private final StreamsEnd streams;
  private final OtherMethods others;

  Routes(GatewayProperties properties, StreamsEnd streams, OtherMethods others) {
    this.properties = properties;
    this.streams = streams;
    this.others = others;
  }

  @Bean
  RouteLocator contract(RouteLocatorBuilder builder) {
    return builder
        .routes()
        // Tried in this order: what the crowd wants comes first.
        .route("invest", r -> write(r, "/api/invest"))
        .route("issue-coupon", r -> write(r, "/api/coupon/{id}/issue"))
        .route("order", r -> write(r, "/api/order"))
        .route("pay-order", r -> write(r, "/api/order/{orderId}/payment"))
        .route("cancel-order", r -> write(r, "/api/order/{orderId}/cancel"))
        .route("list-products", r -> read(r, "/api/product"))
        .route("list-my-investments", r -> read(r, "/api/product/my/invest"))
        .route("list-my-invest-logs", r -> read(r, "/api/product/my/invest/log"))
        // Before the product whose id would be "live".
        .route("follow-products", r -> followed(r, "/api/product/live"))
        .route("show-product", r -> read(r, "/api/product/{id}"))
        .route("show-invest", r -> read(r, "/api/invest/{idempotencyKey}"))
        .route("show-item", r -> read(r, "/api/item/{id}"))
        .route("list-items", r -> read(r, "/api/item"))
        // Before the coupon whose id would be "my".
        .route("list-my-coupons", r -> read(r, "/api/coupon/my"))
        .route("show-coupon", r -> read(r, "/api/coupon/{id}"))
        .route("list-coupons", r -> read(r, "/api/coupon"))
        .route("show-my-points", r -> read(r, "/api/point/my"))
        .route("list-my-point-log", r -> read(r, "/api/point/my/log"))
        .route("list-my-expiring-points", r -> read(r, "/api/point/my/expiring"))
        .route("charge-points", r -> write(r, "/api/point/charge"))
        // Before the order whose id would be "my", and the payments of one whose id would be "key".
        .route("list-my-orders", r -> read(r, "/api/order/my"))
        .route("show-order-by-key", r -> read(r, "/api/order/key/{idempotencyKey}"))
        .route("list-payments", r -> read(r, "/api/order/{orderId}/payment"))
        .route("show-order", r -> read(r, "/api/order/{orderId}"))
        .route("register-product", r -> write(r, "/api/product"))
        .route("register-item", r -> write(r, "/api/item"))
        .route("register-coupon", r -> write(r, "/api/coupon"))
        .route("change-item", r -> write(r, "/api/item/{id}", HttpMethod.PATCH))
        .route("move-stock", r -> write(r, "/api/item/{id}/stock"))
        .route("document-read-api", r -> documentation(r, READ_API))
        .route("document-write-api", r -> documentation(r, WRITE_API))
        .build();
  }

  private Buildable<Route> read(PredicateSpec route, String path) {
    return matching(route, path, HttpMethod.GET, HttpMethod.HEAD)
        .filters(this::retried)
        .uri("lb://" + READ_API);
  }

  /** A stream: answered until somebody ends it, and ended when this gateway stops. */
  private Buildable<Route> followed(PredicateSpec route, String path) {
    return matching(route, path, HttpMethod.GET, HttpMethod.HEAD)
        .filters(f -> retried(f).filter(streams, StreamsEnd.BEFORE_THE_RESPONSE_IS_WRITTEN))
        .uri("lb://" + READ_API);
  }

  /**
   * Never retried: who sends no idempotency key would invest twice. (Reactor Netty takes another
   * connection when a kept one turns out to be closed before anything was sent on it, never after.)
   */
  private Buildable<Route> write(PredicateSpec route, String path) {
    return write(route, path, HttpMethod.POST);
  }

  private Buildable<Route> write(PredicateSpec route, String path, HttpMethod method) {
    return matching(route, path, method).uri("lb://" + WRITE_API);
  }

  private Buildable<Route> documentation(PredicateSpec route, String service) {
    return matching(route, "/v3/api-docs/" + service, HttpMethod.GET, HttpMethod.HEAD)
        .filters(f -> retried(f).setPath("/v3/api-docs"))
        .uri("lb://" + service);
  }

  private BooleanSpec matching(PredicateSpec route, String path, HttpMethod... methods) {
    others.add(path, methods);
    return route
        .method(methods)
        .and()
        .path(false, path)
        .and()
        .predicate(exchange -> PlainPath.matches(exchange.getRequest().getURI().getRawPath()));
  }

  /**
   * A GET that could not be answered is tried again, on another instance when there is one (see
   * {@link Rotation}). After our own response timeout it is not tried again: the time is used up,
   * and a service that is too slow for one request is not helped by three.
   */
  @SuppressWarnings("unchecked") // the builder takes exception classes as varargs
  private GatewayFilterSpec retried(GatewayFilterSpec filters) {
    if (properties.maxRetries() == 0) {
      return filters;
    }
    return filters.retry(
        retry ->
            retry
                .setRetries(properties.maxRetries())
                .setMethods(HttpMethod.GET)
                .setSeries()
                .setStatuses(
                    HttpStatus.BAD_GATEWAY,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    HttpStatus.GATEWAY_TIMEOUT)
                .setExceptions(IOException.class, AbortedException.class, CodecException.class)
                .setBackoff(properties.retryBackoff(), Duration.ofSeconds(1), 2, true));
  }
}
