package io.openbell.gateway;

import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends the streams that pass through here when the gateway stops: a stopping web server waits for
 * every response that has begun, and a stream does not end by itself.
 */
@Component
class StreamsEnd implements GatewayFilter {
  /** The place of this filter. */
  static final int BEFORE_THE_RESPONSE_IS_WRITTEN =
      NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

  private final ApplicationContext context;
  private final Sinks.Empty<Void> end = Sinks.empty();

  StreamsEnd(ApplicationContext context) {
    this.context = context;
  }

  @EventListener
  void stop(ContextClosedEvent closed) {
    if (closed.getApplicationContext() == context) {
      end.tryEmitEmpty();
    }
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    ServerHttpResponse ended =
        new ServerHttpResponseDecorator(exchange.getResponse()) {
          @Override
          public Mono<Void> writeAndFlushWith(
              Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return super.writeAndFlushWith(Flux.from(body).takeUntilOther(end.asMono()));
          }
        };
    return chain.filter(exchange.mutate().response(ended).build());
  }
}
