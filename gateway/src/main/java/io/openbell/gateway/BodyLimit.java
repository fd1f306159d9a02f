package io.openbell.gateway;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ClientLeftException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Passes a request on when its whole body has arrived, and only if the body is short enough,
 * whether its length was announced or not. So a service never keeps a connection for a slow client,
 * never sees half a body, and is always told the length.
 */
@Component
class BodyLimit implements GlobalFilter, Ordered {
  private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";
  private static final Consumer<Throwable> NOTHING = error -> {};

  private final GatewayProperties properties;
  private final int limit;

  BodyLimit(GatewayProperties properties) {
    this.properties = properties;
    this.limit = Math.toIntExact(properties.maxBody().toBytes());
  }

  @Override
  public int getOrder() {
    // Before the gateway's own body caching (for retries), which knows no limit.
    return Ordered.HIGHEST_PRECEDENCE + 500;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    HttpHeaders headers = request.getHeaders();
    if (headers.getContentLength() > limit) {
      return Mono.error(tooLarge());
    }
    boolean announced =
        headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    if (!announced) {
      return chain.filter(exchange);
    }
    DataBufferFactory buffers = exchange.getResponse().bufferFactory();
    return whole(request)
        // Reactor Netty closes a connection of which it shall read no more. Say so, or the client
        // sends its next request into the closing connection.
        .doOnError(
            ApiException.class, e -> exchange.getResponse().getHeaders().setConnection("close"))
        .flatMap(
            body ->
                chain.filter(
                    exchange.mutate().request(new WholeRequest(request, body, buffers)).build()));
  }

  private Mono<byte[]> whole(ServerHttpRequest request) {
    return DataBufferUtils.join(request.getBody(), limit)
        .timeout(properties.bodyTimeout())
        .map(BodyLimit::bytes)
        .defaultIfEmpty(new byte[0])
        .onErrorMap(DataBufferLimitException.class, e -> tooLarge())
        .onErrorMap(TimeoutException.class, e -> ApiException.bodyTooSlow())
        .onErrorMap(e -> !(e instanceof ApiException), ClientLeftException::new)
        // Reactor Netty reports a broken connection twice; Reactor would log the second at ERROR.
        .contextWrite(context -> context.put(ON_ERROR_DROPPED, NOTHING));
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private ApiException tooLarge() {
    return ApiException.bodyTooLarge(limit);
  }

  private static final class WholeRequest extends ServerHttpRequestDecorator {
    private final HttpHeaders headers;
    private final byte[] body;
    private final DataBufferFactory buffers;

    WholeRequest(ServerHttpRequest request, byte[] body, DataBufferFactory buffers) {
      super(request);
      this.body = body;
      this.buffers = buffers;
      this.headers = withLength(request.getHeaders(), body.length);
    }

    private static HttpHeaders withLength(HttpHeaders sent, int length) {
      if (sent.getContentLength() == length
          && !sent.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
        return sent;
      }
      HttpHeaders headers = new HttpHeaders();
      headers.putAll(sent);
      headers.remove(HttpHeaders.TRANSFER_ENCODING);
      headers.setContentLength(length);
      return headers;
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(() -> Flux.just(buffers.wrap(body)));
    }
  }
}
