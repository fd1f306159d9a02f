package io.openbell.gateway;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.api.RequestLog;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Tells the service the request's correlation id. */
@Component
class CorrelationHeader implements HttpHeadersFilter, Ordered {

  /** After the filters that have made a copy of the client's headers. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public HttpHeaders filter(HttpHeaders headers, ServerWebExchange exchange) {
    headers.set(
        ApiHeaders.CORRELATION_ID, exchange.<String>getRequiredAttribute(RequestLog.ID_ATTRIBUTE));
    return headers;
  }
}
