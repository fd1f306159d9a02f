package io.openbell.core.api;

import io.netty.channel.ChannelException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where an error becomes a response, for every service. The body is always the
 * envelope. For a wrong request the message names the field and the rule; for an error of ours it
 * tells nothing about the inside. {@code Retry-After} is sent whenever asking again can help. An
 * unforeseen error is logged with its correlation id and answered 500.
 */
@Component
@Order(-2) // ahead of Spring Boot's own handler, which is at -1
class ErrorResponses implements WebExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);

  private static final long LONGEST_BODY = 16 * 1024;
  private static final long LONGEST_REST = 1 << 20;
  private static final Duration SLOWEST_REST = Duration.ofSeconds(5);

  private final JsonMapper json;
  private final List<ErrorTranslator> translators;
  private final List<ErrorObserver> observers;
  private final LeftClients leftClients;

  ErrorResponses(
      JsonMapper json,
      List<ErrorTranslator> translators,
      ObjectProvider<ErrorObserver> observers,
      LeftClients leftClients) {
    this.json = json;
    this.translators = translators;
    this.observers = observers.orderedStream().toList();
    this.leftClients = leftClients;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    ServerHttpResponse response = exchange.getResponse();
    boolean left = LeftClients.isLeaving(exchange, error, translated(error) != null);
    if (left) {
      leftClients.left(exchange);
    }
    if (response.isCommitted()) {
      return Mono.error(error);
    }
    if (left) {
      return Mono.empty();
    }
    ApiException told = toApiException(error);
    observers.forEach(observer -> observer.answered(exchange.getRequest(), told.code()));
    if (told.code() == ApiCode.INTERNAL_SERVER_ERROR) {
      TraceParent.log(
          TraceParent.spanOf(exchange),
          () ->
              log.error(
                  "event=unforeseen-error method={} path={} correlation={}",
                  exchange.getRequest().getMethod(),
                  exchange.getRequest().getPath().pathWithinApplication().value(),
                  exchange.<String>getAttribute(RequestLog.ID_ATTRIBUTE),
                  error));
    }
    if (error instanceof MethodNotAllowedException notAllowed) {
      response.getHeaders().setAllow(withHead(notAllowed.getSupportedMethods()));
    }
    return readRest(exchange, error).then(Mono.defer(() -> write(response, told)));
  }

  /** A path that has GET also has HEAD, which Spring does not list. */
  private static Set<HttpMethod> withHead(Set<HttpMethod> supported) {
    Set<HttpMethod> all = new LinkedHashSet<>(supported);
    if (all.contains(HttpMethod.GET)) {
      all.add(HttpMethod.HEAD);
    }
    return all;
  }

  /**
   * An error may be known before the whole body has arrived. HTTP demands that the rest is read or
   * the connection closed. Reactor Netty does neither, and may then never read the next request
   * (its issues 324 and 4361). So a short rest is read; when the rest is long or slow, the
   * connection is closed.
   */
  private static Mono<Void> readRest(ServerWebExchange exchange, Throwable error) {
    HttpHeaders request = exchange.getRequest().getHeaders();
    if (find(error, DataBufferLimitException.class) != null
        || request.containsHeader(HttpHeaders.TRANSFER_ENCODING)
        || request.getContentLength() > LONGEST_REST) {
      return closeAfter(exchange);
    }
    if (request.getContentLength() <= 0) {
      return Mono.empty();
    }
    return exchange
        .getRequest()
        .getBody()
        .doOnNext(DataBufferUtils::release)
        .then()
        .timeout(SLOWEST_REST)
        .onErrorResume(TimeoutException.class, e -> closeAfter(exchange))
        // It has been read before, or the client went away.
        .onErrorComplete();
  }

  private static Mono<Void> closeAfter(ServerWebExchange exchange) {
    exchange.getResponse().getHeaders().setConnection("close");
    return Mono.empty();
  }

  private @Nullable ApiException translated(Throwable error) {
    for (ErrorTranslator translator : translators) {
      ApiException translated = translator.translate(error);
      if (translated != null) {
        return translated;
      }
    }
    return null;
  }

  /** What a client is told of this error. */
  ApiException toApiException(Throwable error) {
    ApiException translated = translated(error);
    if (translated != null) {
      return translated;
    }
    if (error instanceof ApiException known) {
      return known;
    }
    if (find(error, DataBufferLimitException.class) != null) {
      return ApiException.bodyTooLarge(LONGEST_BODY);
    }
    if (find(error, ChannelException.class) != null) {
      return ApiException.bodyTooSlow();
    }
    if (error instanceof WebExchangeBindException bind) {
      return new ApiException(ApiCode.INVALID_REQUEST, firstBroken(bind.getFieldErrors()));
    }
    if (error instanceof HandlerMethodValidationException invalid) {
      return new ApiException(ApiCode.INVALID_REQUEST, firstBroken(invalid));
    }
    if (error instanceof ServerWebInputException input) {
      return new ApiException(ApiCode.INVALID_REQUEST, messageFor(input));
    }
    if (error instanceof ResponseStatusException status) {
      return forStatus(status.getStatusCode());
    }
    return forStatus(HttpStatusCode.valueOf(500));
  }

  private static String messageFor(ServerWebInputException error) {
    JacksonException unreadable = find(error, JacksonException.class);
    if (unreadable != null) {
      return JsonRules.messageFor(unreadable);
    }
    if (error instanceof MissingRequestValueException missing) {
      return missing.getName() + ": is required";
    }
    TypeMismatchException mismatch = find(error, TypeMismatchException.class);
    if (mismatch != null && error.getMethodParameter() != null) {
      Class<?> type = error.getMethodParameter().nestedIfOptional().getNestedParameterType();
      return error.getMethodParameter().getParameterName() + ": " + ruleFor(type);
    }
    return "body: is required and must be well-formed JSON";
  }

  private static String ruleFor(Class<?> type) {
    if (type.isEnum()) {
      return "must be one of " + List.of(type.getEnumConstants());
    }
    return type == UUID.class ? "must be a UUID" : "must be a whole number";
  }

  private static String firstBroken(List<FieldError> errors) {
    return errors.stream()
        .min(Comparator.comparing(FieldError::getField))
        .map(e -> e.getField() + ": " + e.getDefaultMessage())
        .orElse("body: is not valid");
  }

  private static String firstBroken(HandlerMethodValidationException invalid) {
    return invalid.getParameterValidationResults().stream()
        .findFirst()
        .map(
            result ->
                result instanceof ParameterErrors body
                    ? firstBroken(body.getFieldErrors())
                    : result.getMethodParameter().getParameterName()
                        + ": "
                        + result.getResolvableErrors().get(0).getDefaultMessage())
        .orElse("request: is not valid");
  }

  private static ApiException forStatus(HttpStatusCode status) {
    return switch (status.value()) {
      case 404 -> new ApiException(ApiCode.NOT_FOUND);
      case 405 -> new ApiException(ApiCode.METHOD_NOT_ALLOWED);
      case 406 -> new ApiException(ApiCode.NOT_ACCEPTABLE);
      case 413 -> ApiException.bodyTooLarge(LONGEST_BODY);
      case 415 -> new ApiException(ApiCode.UNSUPPORTED_MEDIA_TYPE);
      case 429 -> new ApiException(ApiCode.TOO_MANY_REQUESTS);
      case 502, 503 -> new ApiException(ApiCode.UNAVAILABLE);
      case 504 -> new ApiException(ApiCode.GATEWAY_TIMEOUT);
      default ->
          status.is4xxClientError()
              ? ApiException.invalid("request", "is not valid")
              : new ApiException(ApiCode.INTERNAL_SERVER_ERROR);
    };
  }

  private Mono<Void> write(ServerHttpResponse response, ApiException told) {
    ApiCode code = told.code();
    String message = told.getMessage() == null ? code.wireName() : told.getMessage();
    response.setStatusCode(HttpStatusCode.valueOf(code.status()));
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    if (code.isTemporary()) {
      response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    }
    byte[] body = json.writeValueAsBytes(Envelope.refused(code, message));
    DataBuffer buffer = response.bufferFactory().wrap(body);
    return response.writeWith(Mono.just(buffer));
  }

  private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
