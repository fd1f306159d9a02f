package io.openbell.write.response;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ErrorObserver;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Counts the responses to one call, a POST, by their code, each once: envelopes as the feature
 * tells, errors where all of them are answered.
 */
public abstract class ResponseMeters implements ErrorObserver {
  private final Map<String, Counter> byCode;
  private final String path;

  /**
   * @param name of the counter
   * @param of which responses they are, in words
   * @param path of the call
   */
  protected ResponseMeters(MeterRegistry registry, String name, String of, String path) {
    this.path = path;
    this.byCode =
        Stream.of(ApiCode.values())
            .collect(
                Collectors.toUnmodifiableMap(
                    ApiCode::wireName,
                    code ->
                        Counter.builder(name)
                            .description(of)
                            .tag("code", code.wireName())
                            .register(registry)));
  }

  /** A response with this code was sent. */
  public void answered(String code) {
    Counter counter = byCode.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void answered(ServerHttpRequest request, ApiCode code) {
    if (request.getMethod() == HttpMethod.POST
        && request.getPath().pathWithinApplication().value().equals(path)) {
      answered(code.wireName());
    }
  }
}
