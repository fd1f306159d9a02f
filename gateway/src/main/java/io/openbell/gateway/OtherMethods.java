package io.openbell.gateway;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Answers requests for a path of the contract with a method that this path does not have: 405, and
 * OPTIONS with the methods there are. It comes after the routes, so a request that has a route
 * never gets here.
 */
@Component
class OtherMethods extends AbstractHandlerMapping {
  private static final int AFTER_THE_ROUTES = 2;

  private final Map<PathPattern, Set<HttpMethod>> calls = new LinkedHashMap<>();

  OtherMethods() {
    setOrder(AFTER_THE_ROUTES);
    add("/", HttpMethod.GET, HttpMethod.HEAD); // the page; other files answer 405 by themselves
  }

  /** There is a call of this path and these methods. While starting only. */
  final void add(String path, HttpMethod... methods) {
    calls
        .computeIfAbsent(
            PathPatternParser.defaultInstance.parse(path), pattern -> new LinkedHashSet<>())
        .addAll(List.of(methods));
  }

  @Override
  protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
    if (!PlainPath.matches(exchange.getRequest().getURI().getRawPath())) {
      return Mono.empty();
    }
    Set<HttpMethod> allowed = methodsOf(exchange.getRequest().getPath().pathWithinApplication());
    HttpMethod method = exchange.getRequest().getMethod();
    if (allowed.isEmpty() || allowed.contains(method)) {
      return Mono.empty();
    }
    WebHandler handler =
        method.equals(HttpMethod.OPTIONS)
            ? asked -> tell(asked, allowed)
            : asked -> Mono.error(new MethodNotAllowedException(method, allowed));
    return Mono.just(handler);
  }

  private Set<HttpMethod> methodsOf(PathContainer path) {
    Set<HttpMethod> methods = new LinkedHashSet<>();
    calls.forEach(
        (pattern, ofPattern) -> {
          if (pattern.matches(path)) {
            methods.addAll(ofPattern);
          }
        });
    return methods;
  }

  private static Mono<Void> tell(ServerWebExchange exchange, Set<HttpMethod> allowed) {
    Set<HttpMethod> all = new LinkedHashSet<>(allowed);
    all.add(HttpMethod.OPTIONS);
    exchange.getResponse().getHeaders().setAllow(all);
    exchange.getResponse().setStatusCode(HttpStatus.OK);
    return exchange.getResponse().setComplete();
  }
}
