package io.openbell.core.api;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;

/**
 * Everything a service imports to speak the contract: errors in the envelope, strict JSON and
 * numbers, the request log, and which requests are traced.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ZoneProperties.class, AccessLogProperties.class})
@Import({
  CompressedResponses.class,
  ErrorResponses.class,
  HeaderRules.class,
  JsonRules.class,
  LeftClients.class,
  RequestLog.class,
  WholeNumbers.class
})
public class ApiConfiguration {
  private static final Pattern OF_CLIENTS = Pattern.compile("/(?!livez|readyz|actuator/).*");

  @Bean
  ApiZone apiZone(ZoneProperties properties) {
    return new ApiZone(properties.zone());
  }

  /** Before the framework looks which trace a request belongs to. */
  @Bean
  HttpHandlerDecoratorFactory oneTraceParent() {
    return handler ->
        (request, response) -> handler.handle(TraceParent.withoutContradiction(request), response);
  }

  /**
   * Traces clients' requests and the work they cause; no health checks, no scraping, no scheduled
   * jobs.
   */
  @Bean
  SpanExportingPredicate tracedRequests() {
    return span -> {
      String path = span.getTags().get("http.url");
      boolean ofServer = span.getKind() == Span.Kind.SERVER;
      return ofServer
          ? path != null && OF_CLIENTS.matcher(path).matches()
          : !span.getName().startsWith("task ");
    };
  }
}
