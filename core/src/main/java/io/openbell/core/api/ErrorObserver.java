package io.openbell.core.api;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Is called for every error that becomes a response, to count it. Services contribute them as
 * beans.
 */
@FunctionalInterface
public interface ErrorObserver {
  /** This request is answered with this code. Must not block. */
  void answered(ServerHttpRequest request, ApiCode code);
}
