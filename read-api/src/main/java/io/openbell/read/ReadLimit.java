package io.openbell.read;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Limits the reads that run or wait for a thread; more are answered 503 {@code BUSY} at once. The
 * executor itself does not refuse any, because Reactor logs such a rejection with its stack trace,
 * for each request of a crowd.
 */
@Component
class ReadLimit implements WebFilter {
  /** A stream is open for long and needs no thread; it has a limit of its own. */
  private static final String LIVE = "/api/product/live";

  private final AtomicInteger taken = new AtomicInteger();
  private final int atMost;

  ReadLimit(ReadProperties properties) {
    this.atMost = Math.addExact(properties.threads(), properties.queue());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().pathWithinApplication().value();
    if (!path.startsWith("/api/") || path.equals(LIVE)) {
      return chain.filter(exchange);
    }
    if (taken.incrementAndGet() > atMost) {
      taken.decrementAndGet();
      return Mono.error(new ApiException(ApiCode.BUSY));
    }
    return chain.filter(exchange).doFinally(end -> taken.decrementAndGet());
  }
}
