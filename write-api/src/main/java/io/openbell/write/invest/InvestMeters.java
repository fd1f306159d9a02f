package io.openbell.write.invest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ErrorObserver;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Counts the responses to requests to invest by their code, each once. */
@Component
class InvestMeters implements ErrorObserver {
  private final Map<String, Counter> byCode;

  InvestMeters(MeterRegistry registry) {
    this.byCode =
        Stream.of(ApiCode.values())
            .collect(
                Collectors.toUnmodifiableMap(
                    ApiCode::wireName, code -> counter(registry, code.wireName())));
  }

  private static Counter counter(MeterRegistry registry, String code) {
    return Counter.builder("openbell.invest.answers")
        .description("Answers to requests to invest")
        .tag("code", code)
        .register(registry);
  }

  /** A response with this code was sent. */
  void answered(String code) {
    Counter counter = byCode.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void answered(ServerHttpRequest request, ApiCode code) {
    if (request.getMethod() == HttpMethod.POST
        && request.getPath().pathWithinApplication().value().equals(InvestController.PATH)) {
      answered(code.wireName());
    }
  }
}
