package io.openbell.core.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The rules for the headers of every request. A header that has one value must not be sent twice:
 * the framework would join two user ids into a third one. A body must not be compressed.
 *
 * <p>It runs for every request, so it reads the server's own headers and copies nothing.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20) // after the log, so that a refusal is in it
class HeaderRules implements WebFilter {
  private static final List<AsciiString> ONCE =
      ApiHeaders.ONCE.stream().map(AsciiString::cached).toList();

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ApiException broken = broken(exchange);
    return broken == null ? chain.filter(exchange) : Mono.error(broken);
  }

  private static @Nullable ApiException broken(ServerWebExchange exchange) {
    HttpHeaders headers = headersOf(exchange.getRequest());
    for (AsciiString name : ONCE) {
      if (isRepeated(headers, name)) {
        return ApiException.invalid(name.toString(), "must be sent once");
      }
    }
    if (isCoded(headers, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)) {
      return ApiException.invalid("Transfer-Encoding", "must be chunked and nothing else");
    }
    if (isCoded(headers, HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.IDENTITY)) {
      exchange
          .getResponse()
          .getHeaders()
          .set(
              org.springframework.http.HttpHeaders.ACCEPT_ENCODING,
              HttpHeaderValues.IDENTITY.toString());
      return new ApiException(
          ApiCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding: must be left out, or identity: the body is read as it comes");
    }
    return null;
  }

  /** Whether the request brings this header more than once. */
  static boolean isRepeated(HttpHeaders headers, CharSequence name) {
    Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
    if (!values.hasNext()) {
      return false;
    }
    values.next();
    return values.hasNext();
  }

  private static boolean isCoded(HttpHeaders headers, AsciiString name, AsciiString allowed) {
    Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
    while (values.hasNext()) {
      if (!allowed.contentEqualsIgnoreCase(values.next())) {
        return true;
      }
    }
    return false;
  }

  /** The headers as the server has read them, not a copy. */
  static HttpHeaders headersOf(ServerHttpRequest request) {
    HttpServerRequest server = ServerHttpRequestDecorator.getNativeRequest(request);
    return server.requestHeaders();
  }
}
