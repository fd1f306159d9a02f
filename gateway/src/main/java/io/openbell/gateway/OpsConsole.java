package io.openbell.gateway;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The operators' page at {@code /ops}, and its way to each instance's management port. Whoever
 * reaches the gateway reaches it, so it is off unless switched on.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("openbell.ops.enabled")
class OpsConsole {
  /**
   * A request that changes something must carry this header. A page of another origin cannot send
   * it without a preflight request, which is refused.
   */
  static final String DELIBERATE = "X-Openbell-Ops";

  private static final List<HttpMethod> READING = List.of(HttpMethod.GET, HttpMethod.HEAD);

  @Bean
  RouterFunction<ServerResponse> opsPage(OpsProperties properties) throws IOException {
    Map<String, Integer> instances =
        properties.instances().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));
    Map<String, Resource> files = KnownFiles.under("ops/");
    Resource page = requireNonNull(files.get("index.html"));
    return RouterFunctions.route()
        .GET(
            "/ops", request -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(page))
        .GET("/ops/api/instances", request -> ServerResponse.ok().bodyValue(instances))
        .resources(request -> Mono.justOrEmpty(fileAt(request.path(), files)))
        .build();
  }

  private static @Nullable Resource fileAt(String path, Map<String, Resource> files) {
    return path.startsWith("/ops/") ? files.get(path.substring("/ops/".length())) : null;
  }

  /** {@code /ops/api/write-api/0/prometheus} is that endpoint of the first write-api. */
  @Bean
  RouteLocator opsRoutes(RouteLocatorBuilder builder, OpsProperties properties) {
    RouteLocatorBuilder.Builder routes = builder.routes();
    properties
        .instances()
        .forEach(
            (service, uris) -> {
              for (int i = 0; i < uris.size(); i++) {
                String path = "/ops/api/" + service + "/" + i;
                URI instance = uris.get(i);
                routes.route(
                    "ops-" + service + "-" + i,
                    route ->
                        route
                            .path(path + "/{endpoint}/**")
                            .and()
                            .predicate(OpsConsole::isPlainAndDeliberate)
                            .filters(filters -> filters.rewritePath("^" + path, "/actuator"))
                            .uri(instance));
              }
            });
    return routes.build();
  }

  private static boolean isPlainAndDeliberate(ServerWebExchange exchange) {
    return PlainPath.matches(exchange.getRequest().getURI().getRawPath())
        && (READING.contains(exchange.getRequest().getMethod())
            || exchange.getRequest().getHeaders().containsHeader(DELIBERATE));
  }
}
