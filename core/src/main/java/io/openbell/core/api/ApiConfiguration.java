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
 * Everything a service imports to speak the contract: envelope errors, strict JSON, request log.
 * And what its traces leave out, if there are any.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiZone.class, AccessLogProperties.class})
@Import({
  CompressedAnswers.class,
  ErrorAnswers.class,
  HeaderRules.class,
  JsonRules.class,
  LeftClients.class,
  RequestLog.class
})
public class ApiConfiguration {
  private static final Pattern OF_CLIENTS = Pattern.compile("/(?!livez|readyz|actuator/).*");

  /** Before the framework looks which trace a request belongs to. */
  @Bean
  HttpHandlerDecoratorFactory oneTraceParent() {
    return handler ->
        (request, response) -> handler.handle(TraceParent.withoutContradiction(request), response);
  }

  /**
   * Only what clients ask, and what comes of it: not health checks, scraping and scheduled jobs.
   */
  @Bean
  SpanExportingPredicate tracedRequests() {
    return span -> {
      String path = span.getTags().get("http.url");
      boolean answers = span.getKind() == Span.Kind.SERVER;
      return answers
          ? path != null && OF_CLIENTS.matcher(path).matches()
          : !span.getName().startsWith("task ");
    };
  }
}
