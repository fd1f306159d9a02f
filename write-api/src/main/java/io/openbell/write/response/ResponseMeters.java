package io.openbell.write.response;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.ErrorObserver;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Counts the responses to one call, a POST, by their code, each once. Errors are counted where all
 * of them are answered.
 */
public class ResponseMeters implements ErrorObserver {
  private final Predicate<String> isPathOfCall;
  private final Map<String, Counter> byCode;

  /**
   * Makes the counters.
   *
   * @param name of the metric
   * @param tags that tell the call from others of the same metric
   * @param isPathOfCall which paths are those of the call
   */
  public ResponseMeters(
      MeterRegistry registry,
      String name,
      String description,
      Tags tags,
      Predicate<String> isPathOfCall) {
    this.isPathOfCall = isPathOfCall;
    this.byCode =
        Stream.of(ApiCode.values())
            .collect(
                Collectors.toUnmodifiableMap(
                    ApiCode::wireName,
                    code ->
                        Counter.builder(name)
                            .description(description)
                            .tags(tags)
                            .tag("code", code.wireName())
                            .register(registry)));
  }

  /** This envelope is the response. Errors are counted where all of them are answered. */
  public <T extends Envelope<?>> T counted(T envelope) {
    count(envelope.code());
    return envelope;
  }

  @Override
  public void answered(ServerHttpRequest request, ApiCode code) {
    if (request.getMethod() == HttpMethod.POST
        && isPathOfCall.test(request.getPath().pathWithinApplication().value())) {
      count(code.wireName());
    }
  }

  private void count(String code) {
    Counter counter = byCode.get(code);
    if (counter != null) {
      counter.increment();
    }
  }
}
