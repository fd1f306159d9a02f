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
 * Bounds the reads that are worked on or waiting for a thread; beyond them the answer is 503 {@code
 * BUSY} at once. Before the executor and not by it: a rejection there is printed with its stack by
 * Reactor, for each request of the crowd.
 */
@Component
class ReadLimit implements WebFilter {
  /** Followed for long and without a thread; has a bound of its own. */
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
      return Mono.error(new ApiException(ApiCode.BUSY, "Too many are reading now, ask again"));
    }
    return chain.filter(exchange).doFinally(end -> taken.decrementAndGet());
  }
}
